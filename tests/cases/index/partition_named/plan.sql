BEGIN;
CREATE INDEX event_kind_idx ON public.event (kind);
SET search_path = public;
CREATE INDEX event_kind_lower_idx ON public.event (lower(kind));
DO $block$
DECLARE
  made regclass := (SELECT i.inhrelid FROM pg_inherits i JOIN pg_index x ON x.indexrelid = i.inhrelid
                    WHERE i.inhparent = 'public.event_kind_idx'::regclass AND x.indrelid = 'public.event_1'::regclass);
  chosen name := (SELECT relname FROM pg_class WHERE oid = made);
  other regclass := (SELECT inhrelid FROM pg_inherits WHERE inhrelid = to_regclass('public.kinds_of_january') AND inhrelid <> made);
BEGIN
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, 'pgtoml_swap');
  END IF;
  IF chosen <> 'kinds_of_january' THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', made, 'kinds_of_january');
  END IF;
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, chosen);
  END IF;
END $block$;
COMMENT ON INDEX public.kinds_of_january IS 'made by hand';
COMMIT;
