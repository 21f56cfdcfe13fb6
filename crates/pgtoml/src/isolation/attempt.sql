-- Tries one attack and takes everything back. Returns what came of it.
--   setup      statements before it, as superuser
--   before     settings that another left in the session; a null value resets it
--   context    settings of the transaction
--   actor      the role
--   statement  what it tries; answers: it yields one column of texts
--   hidden     texts that must not be among the answers
--   witness    a query for the superuser: what it yields must not have happened
--   without    what takes the other's rows away: the answers must stay the same
CREATE FUNCTION pgtoml_attempt(
    setup text, before jsonb, context jsonb, actor text, statement text, answers boolean, hidden text[], witness text,
    without text
) RETURNS jsonb LANGUAGE plpgsql AS $attempt$
DECLARE
    query text := CASE WHEN answers
        THEN 'WITH answer(x) AS (' || statement || ') SELECT coalesce(array_agg(coalesce(x, ''null'') ORDER BY x), ''{}'') FROM answer'
        ELSE statement END;
    seen text[] := '{}';
    again text[] := '{}';
    traces text[] := '{}';
    touched bigint := 0;
    state text;
    said text;
    other_state text;
    other_said text;
    same boolean := false;
    unstable boolean := false;
    masks boolean := false;
    -- Keys that are made anew each time tell nothing.
    made CONSTANT text := '[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}';
    name text;
    value text;
BEGIN
    BEGIN
        IF setup <> '' THEN
            EXECUTE setup;
        END IF;
        FOR name, value IN SELECT * FROM jsonb_each_text(before) LOOP
            PERFORM set_config(name, coalesce(value, ''), false);
        END LOOP;
        FOR name, value IN SELECT * FROM jsonb_each_text(context) LOOP
            PERFORM set_config(name, coalesce(value, ''), true);
        END LOOP;
        -- That the role cannot be had is no defence.
        EXECUTE format('SET LOCAL ROLE %I', actor);
        SET LOCAL ROLE NONE;
        BEGIN
            EXECUTE format('SET LOCAL ROLE %I', actor);
            IF answers THEN
                IF without = '' THEN
                    EXECUTE query INTO seen;
                ELSE
                    -- Each time for its answer alone: what it does is taken back, so that it is asked the same again.
                    BEGIN
                        EXECUTE query INTO seen;
                        RAISE EXCEPTION USING ERRCODE = 'PGTMA';
                    EXCEPTION WHEN SQLSTATE 'PGTMA' THEN
                        NULL;
                    END;
                    BEGIN
                        EXECUTE query INTO again;
                        RAISE EXCEPTION USING ERRCODE = 'PGTMA';
                    EXCEPTION WHEN SQLSTATE 'PGTMA' THEN
                        NULL;
                    END;
                    masks := again IS DISTINCT FROM seen;
                    IF masks THEN
                        again := ARRAY(SELECT regexp_replace(x, made, '', 'g') FROM unnest(again) x ORDER BY 1);
                        seen := ARRAY(SELECT regexp_replace(x, made, '', 'g') FROM unnest(seen) x ORDER BY 1);
                        unstable := again IS DISTINCT FROM seen;
                    END IF;
                    BEGIN
                        SET LOCAL ROLE NONE;
                        EXECUTE without;
                        EXECUTE format('SET LOCAL ROLE %I', actor);
                        EXECUTE query INTO again;
                        RAISE EXCEPTION USING ERRCODE = 'PGTMA';
                    EXCEPTION
                        WHEN SQLSTATE 'PGTMA' THEN
                            IF masks THEN
                                again := ARRAY(SELECT regexp_replace(x, made, '', 'g') FROM unnest(again) x ORDER BY 1);
                            END IF;
                            -- What shows only without them tells of them too.
                            traces := ARRAY(SELECT unnest(seen) EXCEPT ALL SELECT unnest(again))
                                || ARRAY(SELECT unnest(again) EXCEPT ALL SELECT unnest(seen));
                        WHEN query_canceled OR assert_failure OR OTHERS THEN
                            -- Without the other's rows it fails: that too tells that they were there.
                            traces := seen;
                    END;
                    IF witness <> '' THEN
                        EXECUTE query INTO again;
                    END IF;
                END IF;
                touched := cardinality(seen);
            ELSE
                EXECUTE query;
                GET DIAGNOSTICS touched = ROW_COUNT;
            END IF;
            SET LOCAL ROLE NONE;
        EXCEPTION WHEN query_canceled OR assert_failure OR OTHERS THEN
            GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT;
        END;
        traces := traces || ARRAY(SELECT x FROM unnest(seen) x WHERE x = ANY (hidden));
        IF witness <> '' AND state IS NULL THEN
            EXECUTE 'SELECT coalesce(array_agg(x::text), ''{}'') FROM (' || witness || ') w(x)' INTO again;
            traces := traces || again;
        END IF;
        IF without <> '' AND state IS NOT NULL THEN
            EXECUTE without;
            BEGIN
                EXECUTE format('SET LOCAL ROLE %I', actor);
                EXECUTE query;
                SET LOCAL ROLE NONE;
                -- Without the other's rows it works: that tells that they were there.
                traces := traces || said;
            EXCEPTION WHEN query_canceled OR assert_failure OR OTHERS THEN
                GET STACKED DIAGNOSTICS other_state = RETURNED_SQLSTATE, other_said = MESSAGE_TEXT;
                same := other_state = state AND regexp_replace(other_said, made, '', 'g') = regexp_replace(said, made, '', 'g');
                IF NOT same THEN
                    traces := traces || said;
                END IF;
            END;
        END IF;
        RAISE EXCEPTION USING ERRCODE = 'PGTML', MESSAGE = jsonb_build_object(
            'rows', touched, 'found', traces, 'state', state, 'said', said, 'unstable', unstable, 'same', same)::text;
    EXCEPTION
        WHEN SQLSTATE 'PGTML' THEN
            RETURN sqlerrm::jsonb;
        WHEN query_canceled OR assert_failure OR OTHERS THEN
            RETURN jsonb_build_object('failed', sqlerrm);
    END;
END
$attempt$;
