BEGIN;
ALTER TYPE public.span RENAME TO stretch;
ALTER TYPE public.span_multirange RENAME TO stretch_multirange;
COMMIT;
