/*
 * A network that is cut, in both directions or in one, or that loses messages
 * at random, delays what is said and loses nothing that the origin has: here,
 * without a history, the last 1,000 messages.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "shared/buf.h"
#include "shared/io.h"
#include "shared/str.h"
#include "tests/lib/bridged.h"
#include "tests/lib/dice.h"
#include "tests/lib/hearsay.h"
#include "tests/lib/must.h"

/*
 * A strait between a bridge and its nats-server: a process that passes on what
 * both say, holds back one direction or both as a cut network does, or drops
 * messages at random.
 */

/* What it holds back; and its dropping one of so many messages (0: none). */
enum { STRAIT_TO_NATS = 1, STRAIT_FROM_NATS = 2 };

struct strait {
	unsigned port; /* where it listens */
	unsigned nats; /* the port of the nats-server */
	struct strait_mode {
		volatile int holds, drops;
		volatile int dropped; /* so many so far */
	} * mode; /* shared with the process */
};

#define ROOM ((size_t)1 << 21)

/* One direction: what was read from one side and is not written yet. */
struct way {
	int from, to;
	int holds; /* the bit of this direction */
	struct buf in, out;
	char in_memory[ROOM], out_memory[ROOM];
};

static struct {
	int listener;
	struct way ways[2];
	struct dice dice;
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
		buf_init(&way->in, way->in_memory, ROOM);
		buf_init(&way->out, way->out_memory, ROOM);
	}
}

/* Passes on whole messages and lines, without those that are dropped. */
static void
pass_on(struct way *way, struct strait_mode *mode)
{
	struct str all, line, words, word = STR("");
	uint64_t len;

	for (;;) {
		all = buf_str(&way->in);
		line = all;
		const char *end =
		    all.len > 0 ? memchr(all.at, '\n', all.len) : NULL;
		if (end == NULL)
			return;
		line.len = (size_t)(end - all.at) + 1;
		words = (struct str) { line.at, line.len - 2 };
		const struct str verb = str_word(&words);
		const bool is_message =
		    str_eq(verb, STR("PUB")) || str_eq(verb, STR("MSG"));
		while (words.at != NULL)
			word = str_word(&words);
		if (is_message && str_to_number(word, ROOM / 2, &len))
			line.len += len + 2;
		if (line.len > all.len)
			return;
		if (is_message && mode->drops > 0 &&
		    dice_throw(&passage.dice, (uint32_t)mode->drops) == 0)
			mode->dropped++;
		else if (!BUF_CAT(&way->out, line))
			return;
		buf_drop(&way->in, line.len);
	}
}

static void
serve(struct way *way, struct strait_mode *mode)
{
	char *at;
	const size_t room = buf_room(&way->in, &at);
	ssize_t count = IO_AGAIN;

	if (way->from == -1 || (mode->holds & way->holds) != 0)
		return;
	if (room > 0)
		count = io_read(way->from, at, room);
	if (count > 0)
		buf_filled(&way->in, (size_t)count);
	pass_on(way, mode);
	if (count != 0 && count != IO_FAIL && buf_len(&way->out) > 0) {
		count = io_write(
		    way->to, buf_str(&way->out).at, buf_len(&way->out));
		if (count > 0)
			buf_drop(&way->out, (size_t)count);
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
			const bool holds =
			    (strait->mode->holds & way->holds) != 0;
			set[1 + i] = (struct pollfd) { holds ? -1 : way->from,
				POLLIN, 0 };
		}
		(void)poll(set, 3, 20); /* the mode can change */
		if (set[0].revents != 0)
			take_bridge(strait);
		for (int i = 0; i < 2; i++)
			serve(&passage.ways[i], strait->mode);
	}
}

static void
strait_start(struct strait *strait, unsigned nats)
{
	struct sockaddr_in address = at_port(0);
	socklen_t len = sizeof(address);
	pid_t pid;

	strait->nats = nats;
	strait->mode = mmap(NULL, sizeof(*strait->mode), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	passage.listener = socket(AF_INET, SOCK_STREAM, 0);
	MUST(strait->mode != MAP_FAILED && passage.listener != -1 &&
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
	passage.dice = dice_own(strait->port);
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
cut(struct strait *strait, int holds, struct conn *hearer, const char *whom,
    const char *what)
{
	strait->mode->holds = holds;
	hearsay_all_say(100);
	conn_wait_for(hearer, "msg * tea bridge -- %s cannot be reached", whom);
	strait->mode->holds = 0;
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

	dice_begin();
	site = bridged_begin(SITES, false);
	strait_start(&strait, site[1].port);
	site[1].via = strait.port;
	bridged_kill(&site[1].bridge);
	bridged_bridge(&site[1]);
	server_expect(site[1].server, "bridge: serve *");
	hearsay_begin(site, SITES);
	berlin = conn_member(site[0].server, "ann", "tea");
	paris = conn_member(site[1].server, "ann", "tea");
	cut(&strait, STRAIT_TO_NATS | STRAIT_FROM_NATS, paris, "rome",
	    "a cut loses nothing");
	cut(&strait, STRAIT_TO_NATS, berlin, "paris", "nor one to the others");
	cut(&strait, STRAIT_FROM_NATS, paris, "berlin",
	    "nor one from the others");
	strait.mode->drops = 20;
	hearsay_all_say(500);
	hearsay_hear_all("messages that are lost are asked for");
	MUST(strait.mode->dropped > 0, "nothing was lost");
	return tap_done();
}
