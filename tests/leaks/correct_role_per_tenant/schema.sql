do $$ begin if not exists (select from pg_roles where rolname = 'staff') then create role staff; end if; end $$;
create table public.files (id bigint primary key, owner name not null, body text);
alter table public.files enable row level security;
grant select, insert, update, delete on public.files to staff;
create policy own on public.files using (owner = current_user) with check (owner = current_user);
