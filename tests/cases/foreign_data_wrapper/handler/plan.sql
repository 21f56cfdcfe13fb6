BEGIN;
ALTER FOREIGN DATA WRAPPER v HANDLER public.file_fdw_handler VALIDATOR public.file_fdw_validator;
ALTER FOREIGN DATA WRAPPER w NO HANDLER VALIDATOR public.file_fdw_validator;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE public.passwd (
    line text OPTIONS (force_not_null 'true')
)
SERVER files OPTIONS (filename '/etc/hostname', format 'csv');
COMMIT;
