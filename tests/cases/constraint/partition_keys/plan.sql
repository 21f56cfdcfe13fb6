BEGIN;
ALTER INDEX public.event_1_pkey RENAME TO first_pk;
SET search_path = public;
CREATE TABLE public.event_2 PARTITION OF public.event for values from ('2026-02-01') to ('2026-03-01');
DO $block$
DECLARE
  made regclass := (SELECT i.inhrelid FROM pg_inherits i JOIN pg_index x ON x.indexrelid = i.inhrelid
                    WHERE i.inhparent = 'public.event_kind_key'::regclass AND x.indrelid = 'public.event_2'::regclass);
  chosen name := (SELECT relname FROM pg_class WHERE oid = made);
  other regclass := (SELECT inhrelid FROM pg_inherits WHERE inhrelid = to_regclass('public.second_kinds') AND inhrelid <> made);
BEGIN
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, 'pgtoml_swap');
  END IF;
  IF chosen <> 'second_kinds' THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', made, 'second_kinds');
  END IF;
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, chosen);
  END IF;
END $block$;
ALTER TABLE public.event_1 REPLICA IDENTITY USING INDEX first_pk;
COMMIT;
