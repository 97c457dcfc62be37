"""The reference part of `docs/`, written from the code: `make reference`; tests fail where it is stale."""
