BEGIN;
COMMENT ON COLUMN public.point3.x IS E'to the\r
left';
COMMENT ON COLUMN public.point3.y IS 'up';
COMMIT;
