CREATE OR REPLACE FUNCTION dw.region_at(region_code text, day date)
RETURNS TABLE (region_key integer, region_id integer) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT region_key, region_id
    FROM dw.dim_region
    WHERE region_id = (
        SELECT region_id FROM dw.dim_region WHERE code = region_code ORDER BY valid_from DESC LIMIT 1)
    ORDER BY (valid_from <= day AND (day < valid_to) IS NOT FALSE) IS TRUE DESC,
             abs(valid_from - day) NULLS LAST, valid_from DESC
    LIMIT 1
$$;
COMMENT ON FUNCTION dw.region_at IS 'The version of a region valid on a day, also under the code it then had (即墨区 in 2016 is 即墨市); before the first or after the last, the nearest; no row for an unknown code';
