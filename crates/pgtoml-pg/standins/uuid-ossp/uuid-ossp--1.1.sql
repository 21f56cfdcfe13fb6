/* pgtoml's stand-in for uuid-ossp 1.1: the signatures of the real extension, computed in SQL where SQL can.
   A function either returns what the real one returns or raises feature_not_supported; it never makes a value up.
   Function bodies name pg_catalog only, so that the extension may live in any schema and move. */

\echo Use "CREATE EXTENSION "uuid-ossp"" to load this file. \quit

CREATE FUNCTION uuid_nil()
RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT '00000000-0000-0000-0000-000000000000'::pg_catalog.uuid $$;

CREATE FUNCTION uuid_ns_dns()
RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::pg_catalog.uuid $$;

CREATE FUNCTION uuid_ns_url()
RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::pg_catalog.uuid $$;

CREATE FUNCTION uuid_ns_oid()
RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::pg_catalog.uuid $$;

CREATE FUNCTION uuid_ns_x500()
RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::pg_catalog.uuid $$;

CREATE FUNCTION uuid_generate_v1()
RETURNS uuid LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE AS $$
DECLARE
  -- 100 ns since 1582-10-15 (RFC 9562, 5.1).
  ticks bigint := (extract(epoch FROM pg_catalog.clock_timestamp()) * 10000000)::bigint + 122192928000000000;
  random bytea := pg_catalog.sha256(pg_catalog.uuid_send(pg_catalog.gen_random_uuid()));
  hex text;
BEGIN
  -- The sandbox of the embedded server has no network card: the node is random with the multicast bit (6.10).
  random := pg_catalog.set_byte(random, 0, (pg_catalog.get_byte(random, 0) & 63) | 128);
  random := pg_catalog.set_byte(random, 2, pg_catalog.get_byte(random, 2) | 1);
  hex := pg_catalog.lpad(pg_catalog.to_hex(ticks & 4294967295), 8, '0')
    || pg_catalog.lpad(pg_catalog.to_hex((ticks >> 32) & 65535), 4, '0')
    || pg_catalog.lpad(pg_catalog.to_hex(((ticks >> 48) & 4095) | 4096), 4, '0')
    || pg_catalog.encode(pg_catalog.substr(random, 1, 8), 'hex');
  RETURN hex::pg_catalog.uuid;
END $$;

CREATE FUNCTION uuid_generate_v1mc()
RETURNS uuid LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE AS $$
DECLARE
  -- 100 ns since 1582-10-15 (RFC 9562, 5.1).
  ticks bigint := (extract(epoch FROM pg_catalog.clock_timestamp()) * 10000000)::bigint + 122192928000000000;
  random bytea := pg_catalog.sha256(pg_catalog.uuid_send(pg_catalog.gen_random_uuid()));
  hex text;
BEGIN
  -- The sandbox of the embedded server has no network card: the node is random and local, with the multicast bit (6.10).
  random := pg_catalog.set_byte(random, 0, (pg_catalog.get_byte(random, 0) & 63) | 128);
  random := pg_catalog.set_byte(random, 2, pg_catalog.get_byte(random, 2) | 3);
  hex := pg_catalog.lpad(pg_catalog.to_hex(ticks & 4294967295), 8, '0')
    || pg_catalog.lpad(pg_catalog.to_hex((ticks >> 32) & 65535), 4, '0')
    || pg_catalog.lpad(pg_catalog.to_hex(((ticks >> 48) & 4095) | 4096), 4, '0')
    || pg_catalog.encode(pg_catalog.substr(random, 1, 8), 'hex');
  RETURN hex::pg_catalog.uuid;
END $$;

CREATE FUNCTION uuid_generate_v3(namespace uuid, name text)
RETURNS uuid LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  hash bytea := pg_catalog.decode(pg_catalog.md5(
    pg_catalog.uuid_send($1) || pg_catalog.convert_to($2, pg_catalog.getdatabaseencoding())), 'hex');
BEGIN
  hash := pg_catalog.set_byte(hash, 6, (pg_catalog.get_byte(hash, 6) & 15) | 48);
  hash := pg_catalog.set_byte(hash, 8, (pg_catalog.get_byte(hash, 8) & 63) | 128);
  RETURN pg_catalog.encode(hash, 'hex')::pg_catalog.uuid;
END $$;

CREATE FUNCTION uuid_generate_v4()
RETURNS uuid LANGUAGE sql VOLATILE STRICT PARALLEL SAFE AS 'SELECT pg_catalog.gen_random_uuid()';

CREATE FUNCTION uuid_generate_v5(namespace uuid, name text)
RETURNS uuid LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  message bytea := pg_catalog.uuid_send($1) || pg_catalog.convert_to($2, pg_catalog.getdatabaseencoding());
  hash bytea;
  w bigint[];
  h0 bigint := 1732584193; h1 bigint := 4023233417; h2 bigint := 2562383102; h3 bigint := 271733878; h4 bigint := 3285377520;
  a bigint; b bigint; c bigint; d bigint; e bigint; x bigint;
BEGIN
  -- SHA-1 (FIPS 180-4, 6.1.2) in 32-bit words held as bigint.
  message := message || '\x80'::bytea
    || pg_catalog.decode(pg_catalog.repeat('00', (((55 - pg_catalog.octet_length(message)) % 64) + 64) % 64), 'hex')
    || pg_catalog.int8send(pg_catalog.octet_length(message)::bigint * 8);
  FOR block IN 0 .. pg_catalog.octet_length(message) / 64 - 1 LOOP
    FOR t IN 0 .. 15 LOOP
      w[t] := (pg_catalog.get_byte(message, block * 64 + t * 4)::bigint << 24)
            | (pg_catalog.get_byte(message, block * 64 + t * 4 + 1) << 16)
            | (pg_catalog.get_byte(message, block * 64 + t * 4 + 2) << 8)
            | pg_catalog.get_byte(message, block * 64 + t * 4 + 3);
    END LOOP;
    FOR t IN 16 .. 79 LOOP
      x := w[t - 3] # w[t - 8] # w[t - 14] # w[t - 16];
      w[t] := ((x << 1) | (x >> 31)) & 4294967295;
    END LOOP;
    a := h0; b := h1; c := h2; d := h3; e := h4;
    FOR t IN 0 .. 79 LOOP
      IF t < 20 THEN
        x := ((b & c) | ((b # 4294967295) & d)) + 1518500249;
      ELSIF t < 40 THEN
        x := (b # c # d) + 1859775393;
      ELSIF t < 60 THEN
        x := ((b & c) | (b & d) | (c & d)) + 2400959708;
      ELSE
        x := (b # c # d) + 3395469782;
      END IF;
      x := ((((a << 5) | (a >> 27)) & 4294967295) + x + e + w[t]) & 4294967295;
      e := d; d := c; c := ((b << 30) | (b >> 2)) & 4294967295; b := a; a := x;
    END LOOP;
    h0 := (h0 + a) & 4294967295; h1 := (h1 + b) & 4294967295; h2 := (h2 + c) & 4294967295;
    h3 := (h3 + d) & 4294967295; h4 := (h4 + e) & 4294967295;
  END LOOP;
  hash := pg_catalog.substr(pg_catalog.decode(pg_catalog.lpad(pg_catalog.to_hex(h0), 8, '0') || pg_catalog.lpad(pg_catalog.to_hex(h1), 8, '0')
    || pg_catalog.lpad(pg_catalog.to_hex(h2), 8, '0') || pg_catalog.lpad(pg_catalog.to_hex(h3), 8, '0')
    || pg_catalog.lpad(pg_catalog.to_hex(h4), 8, '0'), 'hex'), 1, 16);
  hash := pg_catalog.set_byte(hash, 6, (pg_catalog.get_byte(hash, 6) & 15) | 80);
  hash := pg_catalog.set_byte(hash, 8, (pg_catalog.get_byte(hash, 8) & 63) | 128);
  RETURN pg_catalog.encode(hash, 'hex')::pg_catalog.uuid;
END $$;
