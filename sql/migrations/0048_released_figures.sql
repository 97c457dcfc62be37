-- The marts show which figures a person released; of the rejected rows they are few.
CREATE INDEX rejected_released ON etl.rejected (url) WHERE state = 'released';
