BEGIN;
ALTER OPERATOR public.=== (integer, text) SET (RESTRICT = eqsel, JOIN = eqjoinsel, COMMUTATOR = OPERATOR(public.=====), HASHES);
ALTER OPERATOR public.===== (text, integer) SET (COMMUTATOR = OPERATOR(public.===));
COMMIT;
