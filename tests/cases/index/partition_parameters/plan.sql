BEGIN;
DROP INDEX public.event_kind_idx;
CREATE INDEX event_kind_idx ON public.event (kind) WITH (fillfactor = 60);
DO $block$
DECLARE
  made regclass := (SELECT i.inhrelid FROM pg_inherits i JOIN pg_index x ON x.indexrelid = i.inhrelid
                    WHERE i.inhparent = 'public.event_kind_idx'::regclass AND x.indrelid = 'public.event_2'::regclass);
  chosen name := (SELECT relname FROM pg_class WHERE oid = made);
  other regclass := (SELECT inhrelid FROM pg_inherits WHERE inhrelid = to_regclass('public.second') AND inhrelid <> made);
BEGIN
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, 'pgtoml_swap');
  END IF;
  IF chosen <> 'second' THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', made, 'second');
  END IF;
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, chosen);
  END IF;
END $block$;
ALTER INDEX public.second SET (fillfactor = 50);
COMMIT;
