# The image of every Airflow container of docker-compose.yaml: the code, and what requirements/deploy.txt pins by hash.
FROM python:3.12.13-slim-bookworm AS build

COPY requirements/bootstrap.txt requirements/deploy.txt /requirements/
# Byte code is made here: the containers run on a file system that they cannot write to.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --no-cache-dir --require-hashes -r /requirements/bootstrap.txt \
    && /opt/venv/bin/uv pip install --python /opt/venv/bin/python --no-cache --compile-bytecode --require-hashes \
        -r /requirements/deploy.txt

COPY pyproject.toml README.md LICENSE /opt/fazhi/
COPY include /opt/fazhi/include
RUN /opt/venv/bin/uv pip install --python /opt/venv/bin/python --no-cache --no-deps --no-build-isolation \
        -e /opt/fazhi

# Parser and extractor, compiled for the Python of this image. The C compiler stays behind in this stage.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
COPY requirements/compile.txt /requirements/
RUN /opt/venv/bin/uv venv -p /opt/venv/bin/python /compile \
    && /opt/venv/bin/uv pip install -p /compile/bin/python --no-cache --require-hashes -r /requirements/compile.txt \
    && PYTHONPATH=/opt/fazhi/include /compile/bin/python -m fazhi_compile

FROM python:3.12.13-slim-bookworm

RUN useradd --uid 50000 --gid 0 --home-dir /opt/airflow --no-create-home --shell /usr/sbin/nologin fazhi \
    # A volume that is new takes owner and rights of the directory it is mounted on.
    && install -d -o fazhi -g 0 -m 0770 /opt/airflow /volumes/logs /volumes/spool /volumes/data_docs /volumes/objects

COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/fazhi /opt/fazhi
COPY dags /opt/fazhi/dags
COPY plugins /opt/fazhi/plugins
COPY sql /opt/fazhi/sql
COPY expectations /opt/fazhi/expectations
COPY deploy /opt/fazhi/deploy
RUN /opt/venv/bin/python -m compileall -q /opt/fazhi

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/opt/fazhi/include:/opt/fazhi/plugins \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/opt/airflow
WORKDIR /opt/fazhi
USER 50000:0
CMD ["fazhi", "--help"]
