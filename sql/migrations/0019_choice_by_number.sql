-- What decides between two figures is one number now, not an array of them.
DROP FUNCTION IF EXISTS dw.choice_reason(integer[], integer[]);
