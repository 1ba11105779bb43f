/*
 * A connection that a proxy passes on. Its header names the client, and that
 * goes up to the router. Nothing has gone up before, so there is room. proxy.h
 * reads the header.
 */
#include "worker/conn/proxy.h"
#include "worker/conn/transport.h"

static bool
input(struct conn *conn, bool ended)
{
	const struct str bytes = buf_str(&conn->in);
	struct proxy_header header;

	switch (proxy_parse(bytes, &header)) {
	case PROXY_MORE:
		/* A connection closed without a byte is only a health check. */
		if (ended && bytes.len > 0)
			conn_end(conn);
		return false;
	case PROXY_ITSELF:
		(void)BUF_SAY(&conn->up, STR("proxied"));
		break;
	case PROXY_CLIENT:
		addr_text(&header.from, conn->peer);
		(void)BUF_SAY(&conn->up, STR("proxied"), str_from(conn->peer));
		break;
	default:
		conn_end(conn);
		return false;
	}
	buf_drop(&conn->in, header.len);
	return true;
}

const struct transport *
transport_proxy(void)
{
	static const struct transport proxy = { .input = input };

	return &proxy;
}
