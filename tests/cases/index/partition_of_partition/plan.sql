BEGIN;
SET search_path = public;
CREATE INDEX event_lower ON public.event (lower(kind));
DO $block$
DECLARE
  made regclass := (SELECT i.inhrelid FROM pg_inherits i JOIN pg_index x ON x.indexrelid = i.inhrelid
                    WHERE i.inhparent = 'public.event_1_lower_idx'::regclass AND x.indrelid = 'public.event_1_a'::regclass);
  chosen name := (SELECT relname FROM pg_class WHERE oid = made);
  other regclass := (SELECT inhrelid FROM pg_inherits WHERE inhrelid = to_regclass('public.deep') AND inhrelid <> made);
BEGIN
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, 'pgtoml_swap');
  END IF;
  IF chosen <> 'deep' THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', made, 'deep');
  END IF;
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, chosen);
  END IF;
END $block$;
COMMIT;
