do $$ begin if not exists (select from pg_roles where rolname = 'web_anon') then create role web_anon; end if; end $$;
do $$ begin if not exists (select from pg_roles where rolname = 'web_user') then create role web_user; end if; end $$;
create table public.orders (id bigint primary key, customer text not null, total integer not null);
alter table public.orders enable row level security;
grant select, insert, update, delete on public.orders to web_user;
create policy see on public.orders for select to web_user using (customer = current_setting('request.jwt.claims', true)::json ->> 'email');
create policy change on public.orders for update to web_user using (true);
