-- Figures near a word of the catalogue that no rule took: what the language of a new province still needs.

CREATE UNLOGGED TABLE stg.unrecognised (
    load_id         bigint NOT NULL,
    document_id     bigint NOT NULL,
    position        integer NOT NULL,
    word            text NOT NULL,
    indicators      text[] NOT NULL,
    figure          text NOT NULL,
    sentence        text NOT NULL,
    figure_start    integer NOT NULL,
    PRIMARY KEY (load_id, document_id, position)
);
COMMENT ON TABLE stg.unrecognised IS 'Unrecognised figures of a load; columns as in etl.unrecognised';
COMMENT ON COLUMN stg.unrecognised.load_id IS 'The load';
COMMENT ON COLUMN stg.unrecognised.document_id IS 'Document: stg.document of the same load';
COMMENT ON COLUMN stg.unrecognised.position IS 'As in etl.unrecognised';
COMMENT ON COLUMN stg.unrecognised.word IS 'As in etl.unrecognised';
COMMENT ON COLUMN stg.unrecognised.indicators IS 'As in etl.unrecognised';
COMMENT ON COLUMN stg.unrecognised.figure IS 'As in etl.unrecognised';
COMMENT ON COLUMN stg.unrecognised.sentence IS 'As in etl.unrecognised';
COMMENT ON COLUMN stg.unrecognised.figure_start IS 'As in etl.unrecognised';

CREATE TABLE etl.unrecognised (
    document_key    bigint NOT NULL,
    position        integer NOT NULL,
    word            text NOT NULL,
    indicators      text[] NOT NULL,
    figure          text NOT NULL,
    sentence        text NOT NULL,
    figure_start    integer NOT NULL,
    run_id          bigint NOT NULL,
    PRIMARY KEY (document_key, position)
);
COMMENT ON TABLE etl.unrecognised IS 'Figures near a word of the catalogue that no rule took, of the last reading of each document version; at most fifty a document';
COMMENT ON COLUMN etl.unrecognised.document_key IS 'Version of the document';
COMMENT ON COLUMN etl.unrecognised.position IS 'Place among those of the document, from 0';
COMMENT ON COLUMN etl.unrecognised.word IS 'Word of the catalogue beside the figure';
COMMENT ON COLUMN etl.unrecognised.indicators IS 'Indicators that are worded by it';
COMMENT ON COLUMN etl.unrecognised.figure IS 'The figure as printed';
COMMENT ON COLUMN etl.unrecognised.sentence IS 'The sentence it stands in, cut where it is long';
COMMENT ON COLUMN etl.unrecognised.figure_start IS 'First character of the figure in the sentence';
COMMENT ON COLUMN etl.unrecognised.run_id IS 'The run that read it so';
