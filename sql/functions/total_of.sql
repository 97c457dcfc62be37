CREATE OR REPLACE FUNCTION dw.total_of(points numeric, marks_counted numeric, full_mark numeric, digits integer) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
    SELECT round(CASE WHEN coalesce(marks_counted, 0) IN (0, full_mark) THEN coalesce(points, 0)
                      ELSE points * full_mark / marks_counted END, digits)
$$;
COMMENT ON FUNCTION dw.total_of IS 'A total out of full_mark: items that do not count are left out and the rest scaled up, as fazhi.scoring does';
