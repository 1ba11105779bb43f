/*
 * A network that is cut, in both directions or in one, or that drops all for a
 * while, delays what is said and loses nothing that the origin has: here,
 * without a history, the last 1,000 messages.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "shared/buf.h"
#include "shared/io.h"
#include "tests/lib/bridged.h"
#include "tests/lib/hearsay.h"
#include "tests/lib/must.h"

/*
 * A strait between a bridge and its nats-server: a process that passes on what
 * both say, or holds back one direction or both as a cut network does.
 */

/* What it holds back; or that it drops this once, with the connection. */
enum { STRAIT_TO_NATS = 1, STRAIT_FROM_NATS = 2, STRAIT_RESET = 4 };

struct strait {
	unsigned port; /* where it listens */
	unsigned nats; /* the port of the nats-server */
	volatile int *holds; /* shared with the process */
};

#define ROOM ((size_t)1 << 21)

/* One direction: what was read from one side and is not written yet. */
struct way {
	int from, to;
	int holds; /* the bit of this direction */
	struct buf buf;
	char memory[ROOM];
};

static struct {
	int listener;
	struct way ways[2];
} passage;

static struct sockaddr_in
at_port(unsigned port)
{
	return (struct sockaddr_in) { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
}

static void
hang_up(void)
{
	io_close(&passage.ways[0].from);
	io_close(&passage.ways[0].to);
	passage.ways[1].from = passage.ways[1].to = -1;
}

/* Takes a new connection of the bridge in place of its former one. */
static void
take_bridge(const struct strait *strait)
{
	const struct sockaddr_in nats = at_port(strait->nats);
	const int bridge = accept(passage.listener, NULL, NULL);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	hang_up();
	if (bridge == -1 || fd == -1 ||
	    connect(fd, (const struct sockaddr *)&nats, sizeof(nats)) == -1 ||
	    !io_prepare(fd) || !io_prepare(bridge)) {
		io_close(&fd);
		(void)close(bridge);
		return;
	}
	for (int i = 0; i < 2; i++) {
		struct way *way = &passage.ways[i];
		way->from = i == 0 ? bridge : fd;
		way->to = i == 0 ? fd : bridge;
		buf_init(&way->buf, way->memory, ROOM);
	}
}

static void
serve(struct way *way, int holds)
{
	char *at;
	const size_t room = buf_room(&way->buf, &at);
	ssize_t count = IO_AGAIN;

	if (way->from == -1 || (holds & way->holds) != 0)
		return;
	if (room > 0)
		count = io_read(way->from, at, room);
	if (count > 0)
		buf_filled(&way->buf, (size_t)count);
	if (count != 0 && count != IO_FAIL && buf_len(&way->buf) > 0) {
		count = io_write(
		    way->to, buf_str(&way->buf).at, buf_len(&way->buf));
		if (count > 0)
			buf_drop(&way->buf, (size_t)count);
	}
	if (count == 0 || count == IO_FAIL)
		hang_up();
}

static void
run(const struct strait *strait)
{
	struct pollfd set[3];

	for (;;) {
		set[0] = (struct pollfd) { passage.listener, POLLIN, 0 };
		for (int i = 0; i < 2; i++) {
			const struct way *way = &passage.ways[i];
			const bool holds = (*strait->holds & way->holds) != 0;
			set[1 + i] = (struct pollfd) { holds ? -1 : way->from,
				POLLIN, 0 };
		}
		(void)poll(set, 3, 20); /* the mode can change */
		if (*strait->holds == STRAIT_RESET) {
			hang_up();
			*strait->holds = 0;
		}
		if (set[0].revents != 0)
			take_bridge(strait);
		for (int i = 0; i < 2; i++)
			serve(&passage.ways[i], *strait->holds);
	}
}

static void
strait_start(struct strait *strait, unsigned nats)
{
	struct sockaddr_in address = at_port(0);
	socklen_t len = sizeof(address);
	pid_t pid;

	strait->nats = nats;
	strait->holds = mmap(NULL, sizeof(*strait->holds),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	passage.listener = socket(AF_INET, SOCK_STREAM, 0);
	MUST((void *)strait->holds != MAP_FAILED && passage.listener != -1 &&
		bind(passage.listener, (struct sockaddr *)&address, len) == 0 &&
		getsockname(
		    passage.listener, (struct sockaddr *)&address, &len) == 0 &&
		listen(passage.listener, 4) == 0,
	    "cannot listen");
	strait->port = ntohs(address.sin_port);
	passage.ways[0].from = passage.ways[0].to = -1;
	passage.ways[1].from = passage.ways[1].to = -1;
	passage.ways[0].holds = STRAIT_TO_NATS;
	passage.ways[1].holds = STRAIT_FROM_NATS;
	pid = fork();
	MUST(pid != -1, "fork fails");
	if (pid == 0) {
#ifdef __linux__
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
		run(strait);
	}
	io_close(&passage.listener);
}

#define SITES 3

/* All say something while paris is cut off, until the hearer is told. */
static void
cut(struct strait *strait, int holds, int then, struct conn *hearer,
    const char *whom, const char *what)
{
	*strait->holds = holds;
	hearsay_all_say(100);
	conn_wait_for(hearer, "msg * tea bridge -- %s cannot be reached", whom);
	*strait->holds = then;
	hearsay_all_say(100);
	hearsay_hear_all(what);
	conn_wait_for(
	    hearer, "msg * tea bridge -- %s can be reached again", whom);
}

int
main(void)
{
	struct bridged *site;
	struct conn *berlin, *paris;
	static struct strait strait;

	site = bridged_begin(SITES, false);
	strait_start(&strait, site[1].port);
	site[1].via = strait.port;
	bridged_kill(&site[1].bridge);
	bridged_bridge(&site[1]);
	server_expect(site[1].server, "bridge: serve *");
	hearsay_begin(site, SITES);
	berlin = conn_member(site[0].server, "ann", "tea");
	paris = conn_member(site[1].server, "ann", "tea");
	cut(&strait, STRAIT_TO_NATS | STRAIT_FROM_NATS, 0, paris, "rome",
	    "a cut loses nothing");
	cut(&strait, STRAIT_TO_NATS, 0, berlin, "paris",
	    "nor one to the others");
	cut(&strait, STRAIT_FROM_NATS, 0, paris, "berlin",
	    "nor one from the others");
	cut(&strait, STRAIT_TO_NATS | STRAIT_FROM_NATS, STRAIT_RESET, paris,
	    "rome", "nor one that drops all and then resets");
	*strait.holds = STRAIT_TO_NATS | STRAIT_FROM_NATS;
	conn_wait_for(paris, "msg * tea bridge -- rome cannot be reached");
	hearsay_say(1, 10);
	hearsay_ask(1, "ping", "ok ping");
	bridged_kill(&site[1].bridge);
	*strait.holds = STRAIT_RESET;
	bridged_bridge(&site[1]);
	server_expect(site[1].server, "bridge: join *");
	hearsay_all_say(100);
	hearsay_lack(1, 10, "if the bridge is killed meanwhile, it is told");
	return tap_done();
}
