BEGIN;
-- destructive: loses table public.place_default and its rows
DROP TABLE public.place_default;
-- destructive: loses table public.place_asia and its rows
DROP TABLE public.place_asia;
SET search_path = public;
ALTER TABLE public.place DETACH PARTITION public.place_eu;
ALTER TABLE public.place ATTACH PARTITION public.place_eu FOR VALUES IN ('de', 'fr');
ALTER TABLE public.place DETACH PARTITION public.place_us;
ALTER TABLE public.place ATTACH PARTITION public.place_us FOR VALUES IN ('us');
COMMENT ON TABLE public.place_us IS NULL;
COMMIT;
