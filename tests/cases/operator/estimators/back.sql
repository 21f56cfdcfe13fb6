BEGIN;
ALTER OPERATOR public.=== (integer, text) SET (RESTRICT = eqsel, JOIN = NONE);
COMMIT;
