BEGIN;
COMMENT ON COLUMN public.point3.x IS 'to the right';
COMMENT ON COLUMN public.point3.y IS NULL;
COMMIT;
