-- Partitions by interval, kept by the database itself. Written by `pgtoml partitions --emit sql`; run it again when the rules
-- of the file have changed. Days and months are those of UTC, whatever the session says.

CREATE SCHEMA IF NOT EXISTS pgtoml;

-- The rules: unit is months, seconds or count; cells of n units are counted from origin.
CREATE OR REPLACE FUNCTION pgtoml.partition_rules(
    OUT parent regclass, OUT key name, OUT type text, OUT unit text, OUT n bigint, OUT origin bigint, OUT ahead integer,
    OUT keep interval, OUT keep_count bigint, OUT expired text, OUT pattern text)
RETURNS SETOF record LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $pgtoml$
    SELECT to_regclass(r.parent), r.key::name, r.type, r.unit, r.n, r.origin, r.ahead, r.keep, r.keep_count, r.expired, r.pattern
    FROM (VALUES
{{rules}}
    ) AS r (parent, key, type, unit, n, origin, ahead, keep, keep_count, expired, pattern)
    WHERE to_regclass(r.parent) IS NOT NULL
$pgtoml$;

-- Where the cell begins that holds a moment, or the one that lies `by` cells after it.
CREATE OR REPLACE FUNCTION pgtoml.partition_cell(unit text, n bigint, origin bigint, at timestamp, by integer DEFAULT 0)
RETURNS timestamp LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $pgtoml$
    SELECT CASE unit
        WHEN 'months' THEN timestamp '1970-01-01' + make_interval(months => ((floor(
            (extract(year FROM at)::bigint * 12 + extract(month FROM at)::bigint - 1 - 23640)::numeric / n) + by) * n)::integer)
        ELSE timestamp '1970-01-01' + interval '1 second' * ((floor((floor(extract(epoch FROM at))::bigint - origin)::numeric / n) + by) * n + origin)::double precision
    END
$pgtoml$;

-- Partitions of a table, with their bounds as they are.
CREATE OR REPLACE FUNCTION pgtoml.partition_bounds(p_parent regclass, OUT partition regclass, OUT lower text, OUT upper text)
RETURNS SETOF record LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO' AS $pgtoml$
    SELECT c.oid::regclass, b.values[1], b.values[2]
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid,
    regexp_match(pg_get_expr(c.relpartbound, c.oid), $re$FROM \('?([^')]+)'?\) TO \('?([^')]+)'?\)$re$) AS b (values)
    WHERE i.inhparent = p_parent AND b.values IS NOT NULL
$pgtoml$;

-- Makes the partitions of now and those ahead; says how many. What cannot be made is said in a warning, and the others are
-- made all the same.
CREATE OR REPLACE FUNCTION pgtoml.ensure_partitions(p_at timestamptz DEFAULT now())
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO' SET lock_timeout = '2s' AS $pgtoml$
DECLARE
    made integer := 0;
    rule record;
    part record;
    place bigint;
    first text;
    past text;
    name text;
    home name;
    owner name;
    secured boolean;
BEGIN
    IF NOT pg_try_advisory_xact_lock({{lock}}) THEN
        RAISE NOTICE 'another run is at work on this database';
        RETURN 0;
    END IF;
    FOR rule IN SELECT * FROM pgtoml.partition_rules() LOOP
        SELECT n.nspname, pg_get_userbyid(c.relowner), c.relrowsecurity INTO home, owner, secured
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = rule.parent;
        IF rule.unit = 'count' THEN
            place := NULL;
            FOR part IN SELECT * FROM pgtoml.partition_bounds(rule.parent) WHERE lower ~ '^-?[0-9]+$' ORDER BY lower::bigint DESC LOOP
                EXECUTE format('SELECT max(%I)::bigint FROM %s', rule.key, part.partition) INTO place;
                EXIT WHEN place IS NOT NULL;
            END LOOP;
            place := floor(coalesce(place, rule.origin)::numeric / rule.n) * rule.n;
        END IF;
        FOR step IN 0..rule.ahead LOOP
            IF rule.unit = 'count' THEN
                first := (place + step * rule.n)::text;
                past := (place + (step + 1) * rule.n)::text;
                name := replace(rule.pattern, '{from}', replace(first, '-', 'm'));
            ELSE
                first := to_char(pgtoml.partition_cell(rule.unit, rule.n, rule.origin, p_at::timestamp, step),
                                 CASE rule.type WHEN 'date' THEN 'YYYY-MM-DD' ELSE 'YYYY-MM-DD HH24:MI:SS' END);
                past := to_char(pgtoml.partition_cell(rule.unit, rule.n, rule.origin, p_at::timestamp, step + 1),
                                CASE rule.type WHEN 'date' THEN 'YYYY-MM-DD' ELSE 'YYYY-MM-DD HH24:MI:SS' END);
                name := to_char(first::timestamp, rule.pattern);
                IF rule.type = 'timestamptz' THEN
                    first := first || '+00';
                    past := past || '+00';
                END IF;
            END IF;
            CONTINUE WHEN to_regclass(format('%I.%I', home, name)) IS NOT NULL;
            BEGIN
                EXECUTE format('CREATE TABLE %I.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)', home, name, rule.parent, first, past);
                IF owner <> current_user THEN
                    EXECUTE format('ALTER TABLE %I.%I OWNER TO %I', home, name, owner);
                END IF;
                IF secured THEN
                    EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', home, name);
                END IF;
                made := made + 1;
            EXCEPTION
                -- Another partition holds it.
                WHEN invalid_object_definition THEN NULL;
                WHEN check_violation OR lock_not_available THEN
                    RAISE WARNING '% was not made: %', name, SQLERRM;
            END;
        END LOOP;
    END LOOP;
    RETURN made;
END
$pgtoml$;

-- Detaches or drops the partitions whose time is over; says how many.
CREATE OR REPLACE FUNCTION pgtoml.drop_expired_partitions(p_at timestamptz DEFAULT now())
RETURNS integer LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO' SET lock_timeout = '2s' AS $pgtoml$
DECLARE
    gone integer := 0;
    rule record;
    part record;
    place bigint;
    own boolean;
    over boolean;
BEGIN
    IF NOT pg_try_advisory_xact_lock({{lock}}) THEN
        RAISE NOTICE 'another run is at work on this database';
        RETURN 0;
    END IF;
    FOR rule IN SELECT * FROM pgtoml.partition_rules() WHERE keep IS NOT NULL OR keep_count IS NOT NULL LOOP
        place := NULL;
        FOR part IN SELECT * FROM pgtoml.partition_bounds(rule.parent)
            WHERE rule.unit <> 'count' OR lower ~ '^-?[0-9]+$' ORDER BY CASE rule.unit WHEN 'count' THEN lower::bigint END DESC, lower
        LOOP
            IF rule.unit = 'count' THEN
                IF place IS NULL THEN
                    EXECUTE format('SELECT max(%I)::bigint FROM %s', rule.key, part.partition) INTO place;
                END IF;
                own := part.upper ~ '^-?[0-9]+$' AND part.lower::bigint % rule.n = 0;
                over := own AND part.upper::bigint <= place - rule.keep_count;
            ELSE
                CONTINUE WHEN part.lower !~ '^[0-9]' OR part.upper !~ '^[0-9]';
                own := pgtoml.partition_cell(rule.unit, rule.n, rule.origin, part.lower::timestamptz::timestamp) = part.lower::timestamptz::timestamp
                   AND pgtoml.partition_cell(rule.unit, rule.n, rule.origin, part.upper::timestamptz::timestamp) = part.upper::timestamptz::timestamp;
                over := part.upper::timestamptz::timestamp <= p_at::timestamp - rule.keep;
            END IF;
            CONTINUE WHEN (own AND over) IS NOT TRUE;
            BEGIN
                IF rule.expired = 'drop' THEN
                    EXECUTE format('DROP TABLE %s', part.partition);
                ELSE
                    EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', rule.parent, part.partition);
                END IF;
                gone := gone + 1;
            EXCEPTION WHEN dependent_objects_still_exist OR foreign_key_violation OR lock_not_available THEN
                RAISE WARNING '% stays: %', part.partition, SQLERRM;
            END;
        END LOOP;
    END LOOP;
    RETURN gone;
END
$pgtoml$;

REVOKE ALL ON FUNCTION pgtoml.ensure_partitions(timestamptz), pgtoml.drop_expired_partitions(timestamptz) FROM PUBLIC;
