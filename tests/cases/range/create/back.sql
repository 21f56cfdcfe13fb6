BEGIN;
DROP TYPE app.codes;
DROP FUNCTION app.code_difference(integer, integer);
COMMIT;
