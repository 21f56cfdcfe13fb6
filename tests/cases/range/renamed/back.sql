BEGIN;
ALTER TYPE public.stretch RENAME TO span;
ALTER TYPE public.stretch_multirange RENAME TO span_multirange;
COMMIT;
