BEGIN;
CREATE INDEX a_falling ON public.event (kind desc);
CREATE INDEX b_rising ON public.event (kind);
DO $block$
DECLARE
  made regclass := (SELECT i.inhrelid FROM pg_inherits i JOIN pg_index x ON x.indexrelid = i.inhrelid
                    WHERE i.inhparent = 'public.b_rising'::regclass AND x.indrelid = 'public.event_1'::regclass);
  chosen name := (SELECT relname FROM pg_class WHERE oid = made);
  other regclass := (SELECT inhrelid FROM pg_inherits WHERE inhrelid = to_regclass('public.event_1_kind_idx') AND inhrelid <> made);
BEGIN
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, 'pgtoml_swap');
  END IF;
  IF chosen <> 'event_1_kind_idx' THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', made, 'event_1_kind_idx');
  END IF;
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, chosen);
  END IF;
END $block$;
DO $block$
DECLARE
  made regclass := (SELECT i.inhrelid FROM pg_inherits i JOIN pg_index x ON x.indexrelid = i.inhrelid
                    WHERE i.inhparent = 'public.a_falling'::regclass AND x.indrelid = 'public.event_1'::regclass);
  chosen name := (SELECT relname FROM pg_class WHERE oid = made);
  other regclass := (SELECT inhrelid FROM pg_inherits WHERE inhrelid = to_regclass('public.event_1_kind_idx1') AND inhrelid <> made);
BEGIN
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, 'pgtoml_swap');
  END IF;
  IF chosen <> 'event_1_kind_idx1' THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', made, 'event_1_kind_idx1');
  END IF;
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, chosen);
  END IF;
END $block$;
COMMIT;
