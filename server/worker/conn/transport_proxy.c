/*
 * A connection that a proxy passes on: its header says whose it is, and that
 * goes up. Nothing else has gone up by then, so that there is room. proxy.h
 * reads it.
 */
#include "worker/conn/proxy.h"
#include "worker/conn/transport.h"

static bool
take(struct conn *conn, size_t len)
{
	buf_drop(&conn->in, len);
	return true;
}

static bool
input(struct conn *conn, bool ended)
{
	const struct str bytes = buf_str(&conn->in);
	struct proxy_header header;

	switch (proxy_parse(bytes, &header)) {
	case PROXY_MORE:
		/* Who ends without a byte only looked if we are there. */
		if (ended && bytes.len > 0)
			conn_end(conn);
		return false;
	case PROXY_ITSELF:
		(void)BUF_SAY(&conn->up, STR("proxied"));
		return take(conn, header.len);
	case PROXY_CLIENT:
		addr_text(&header.from, conn->peer);
		(void)BUF_SAY(&conn->up, STR("proxied"), str_from(conn->peer));
		return take(conn, header.len);
	default:
		conn_end(conn);
		return false;
	}
}

const struct transport *
transport_proxy(void)
{
	static const struct transport proxy = { .input = input };

	return &proxy;
}
