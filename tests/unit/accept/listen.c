/* server/accept/listen: those who connect to an address have TCP's options. */
#define _GNU_SOURCE /* TCP_USER_TIMEOUT */
#include "server/accept/listen.h"

#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "server/base/state/module.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

/*
 * Returns an option of an accepted connection, which it inherits from the first
 * listener.
 */
static int
inherited(int level, int name)
{
	struct addr addr;
	int to, from;
	int value = -1;
	socklen_t size = sizeof(value);

	MUST(addr_parse(&addr, listen_get(0)->text) == NULL, "no address");
	to = socket(AF_INET, SOCK_STREAM, 0);
	MUST(to != -1 && connect(to, &addr.to.any, addr.len) == 0,
	    "cannot connect");
	from = io_accept(listen_get(0)->fd, NULL);
	MUST(from != -1 && getsockopt(from, level, name, &value, &size) == 0,
	    "cannot ask for an option");
	io_close(&to);
	io_close(&from);
	return value;
}

#ifdef __linux__
/* One question that is lost ends no connection: several fit in. */
static void
asks_more_than_once(int patience)
{
	const int idle = inherited(IPPROTO_TCP, TCP_KEEPIDLE);
	const int between = inherited(IPPROTO_TCP, TCP_KEEPINTVL);

	TAP_NUM(inherited(IPPROTO_TCP, TCP_USER_TIMEOUT), patience * 1000,
	    "a peer must answer within %d s", patience);
	TAP_OK(idle > 0 && idle <= 60 && between > 0 &&
		idle + 3 * between < patience,
	    "it is asked four times, after %d s and each %d s", idle, between);
}
#endif

static void
notices_who_is_gone(void)
{
	char any[] = "127.0.0.1:0", *at[] = { any };
	const struct config_list list = { .at = at, .count = 1 };
	struct error why = { 0 };

	TAP_OK(listen_to(&list, &why), "any port: %s", why.text);
	TAP_NUM(inherited(IPPROTO_TCP, TCP_NODELAY), 1, "lines go at once");
	TAP_NUM(inherited(SOL_SOCKET, SO_KEEPALIVE), 1,
	    "a peer that is silent is asked");
#ifdef __linux__
	asks_more_than_once(30);
	listen_set_patience(SEC / 10);
	asks_more_than_once(30);
	listen_set_patience(3605 * SEC);
	asks_more_than_once(3605);
	listen_set_patience(UINT64_MAX);
	TAP_NUM(inherited(IPPROTO_TCP, TCP_USER_TIMEOUT), INT_MAX,
	    "as long as the system can");
	listen_set_patience(0);
#endif
	listen_close();
}

int
main(void)
{
	int lowest, fd;

	MUST(io_open_standard() && modules_init(), "no memory");
	lowest = dup(STDIN_FILENO);
	(void)close(lowest); /* was only to be known */
	notices_who_is_gone();
	fd = dup(STDIN_FILENO);
	TAP_NUM(fd, lowest, "no descriptor is left open");
	io_close(&fd);
	return tap_done();
}
