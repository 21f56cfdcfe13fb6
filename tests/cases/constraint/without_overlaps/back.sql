BEGIN;
ALTER TABLE public.booking DROP CONSTRAINT booking_fkey;
ALTER TABLE public.room DROP CONSTRAINT room_pkey;
COMMIT;
