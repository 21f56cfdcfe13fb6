BEGIN;
-- destructive: loses the position of sequence public.ids, which starts over
ALTER SEQUENCE public.ids INCREMENT BY 1 NO MINVALUE NO MAXVALUE START WITH 1 RESTART;
COMMIT;
