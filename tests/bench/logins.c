/*
 * How long an honest login takes beside strangers who do all they can to keep
 * people out: connections from some addresses try right secrets, wrong ones,
 * exchanges that they never finish, and new accounts, each as fast as the
 * server takes it; or, with -g, wrong secrets alone. Honest people come one by
 * one and log in by their secret, from an address where they have been before
 * or from a new one, or by SCRAM-SHA-256. Prints a line for each of these; the
 * status is 1 if one in a hundred takes over a second. Run by
 * tests/bench/run-logins. Linux only, for epoll and all of 127.0.0.0/8.
 */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/crypto/base64.h"
#include "shared/die.h"
#include "shared/io.h"
#include "tests/bench/lib/measure.h"
#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"

/*
 * The nice value of those who are measured, and of the strangers: elsewhere,
 * neither would share a processor with the server.
 */
#define FIRST (-20)
#define LAST 19

/* --- The strangers ------------------------------------------------------ */

/* The accounts evil0, evil1 and so on are theirs; the secret is "pw". */
struct siege {
	const char *server; /* 127.0.0.1:PORT */
	const char *victim; /* the account that they try to guess */
	size_t clients;
	size_t addresses; /* from 127.2.0.1 on, at most SIEGE_ADDRESSES */
	bool only_guesses; /* all of them try wrong secrets, and nothing else */
};

#define SIEGE_ADDRESSES ((size_t)250 * 250)

#define EVENTS 256
#define TEXT 4096 /* what a client says, over and over */
#define BACK (SEC / 5) /* before it comes again */

struct stranger {
	int fd; /* -1: it is out */
	usec due; /* when it comes again */
	size_t said; /* of its text */
	size_t len;
	char text[TEXT];
};

static struct {
	const struct siege *siege;
	struct addr server;
	struct stranger *at;
	int epoll;
} strangers;

/* "n,,n=NAME,r=x" or "|NAME|pw" in Base64. */
static const char *
in_base64(const char *format, size_t number)
{
	static char text[256];
	char bytes[128];
	size_t len;

	(void)snprintf(bytes, sizeof(bytes), format, number); /* fits */
	len = strlen(bytes);
	for (size_t i = 0; i < len; i++)
		if (bytes[i] == '|')
			bytes[i] = '\0';
	(void)base64_encode(bytes, len, text, sizeof(text) - 1, &len);
	text[len] = '\0';
	return text;
}

/* One of what strangers can do, by the number of the client. */
static void
make_line(char line[512], size_t number)
{
	const size_t account = number % strangers.siege->addresses;
	const size_t kind = number / strangers.siege->addresses % 5;

	switch (strangers.siege->only_guesses ? 1 : kind) {
	case 0:
		(void)snprintf(line, 512, "login evil%zu pw\n", account);
		break;
	case 1:
		(void)snprintf(
		    line, 512, "login %s wrong\n", strangers.siege->victim);
		break;
	case 2:
		(void)snprintf(line, 512, "prove scram-sha-256 %s\n",
		    in_base64("n,,n=evil%zu,r=x", account));
		break;
	case 3:
		(void)snprintf(line, 512, "enroll more%zu pw\n", number);
		break;
	default:
		(void)snprintf(line, 512, "prove plain %s\n",
		    in_base64("|evil%zu|pw", account));
		break;
	}
}

static void
make_text(struct stranger *stranger, size_t number)
{
	char line[512];
	size_t len;

	make_line(line, number);
	len = strlen(line);
	while (stranger->len + len <= TEXT) {
		memcpy(stranger->text + stranger->len, line, len);
		stranger->len += len;
	}
}

static void
stranger_comes(struct stranger *stranger)
{
	const size_t number = (size_t)(stranger - strangers.at);
	const size_t address = number % strangers.siege->addresses;
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT,
		.data.ptr = stranger };
	char text[32];
	struct addr from;

	(void)snprintf(text, sizeof(text), "127.2.%zu.%zu:0", address / 250,
	    1 + address % 250); /* fits */
	if (addr_parse(&from, text) != NULL)
		die(EX_SOFTWARE, "no address: %s", text);
	stranger->said = 0;
	stranger->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (stranger->fd == -1 || !io_prepare(stranger->fd) ||
	    bind(stranger->fd, &from.to.any, from.len) != 0 ||
	    (connect(stranger->fd, &strangers.server.to.any,
		 strangers.server.len) != 0 &&
		errno != EINPROGRESS) ||
	    epoll_ctl(strangers.epoll, EPOLL_CTL_ADD, stranger->fd, &event) !=
		0)
		die_errno(EX_OSERR, "%s", text);
}

static void
leave(struct stranger *stranger)
{
	io_close(&stranger->fd);
	stranger->due = clock_mono() + BACK;
}

/* From where it was: a line may be cut by what the system takes. */
static void
speak(struct stranger *stranger)
{
	const ssize_t count = io_write(stranger->fd,
	    stranger->text + stranger->said, stranger->len - stranger->said);

	if (count > 0)
		stranger->said =
		    (stranger->said + (size_t)count) % stranger->len;
	else if (count == IO_FAIL)
		leave(stranger);
}

static void
hear(struct stranger *stranger)
{
	static char answers[64 * 1024];
	const ssize_t count = io_read(stranger->fd, answers, sizeof(answers));

	if (count == 0 || count == IO_FAIL)
		leave(stranger);
}

static void
serve(const struct epoll_event *event)
{
	struct stranger *stranger = event->data.ptr;

	if ((event->events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0)
		hear(stranger);
	if (stranger->fd != -1 && (event->events & EPOLLOUT) != 0)
		speak(stranger);
}

static void
turn(void)
{
	struct epoll_event events[EVENTS];
	const int count = epoll_wait(strangers.epoll, events, EVENTS, 100);
	const usec now = clock_mono();

	for (int i = 0; i < count; i++)
		serve(&events[i]);
	for (size_t i = 0; i < strangers.siege->clients; i++)
		if (strangers.at[i].fd == -1 && strangers.at[i].due <= now)
			stranger_comes(&strangers.at[i]);
}

static void
begin_siege(const struct siege *siege)
{
	strangers.siege = siege;
	strangers.at = calloc(siege->clients, sizeof(*strangers.at));
	strangers.epoll = epoll_create1(EPOLL_CLOEXEC);
	raise_files(siege->clients + 64);
	if (strangers.at == NULL || strangers.epoll == -1)
		die_errno(EX_OSERR, "%zu strangers", siege->clients);
	if (addr_parse(&strangers.server, siege->server) != NULL)
		die(EX_USAGE, "%s is no address", siege->server);
	for (size_t i = 0; i < siege->clients; i++) {
		make_text(&strangers.at[i], i);
		stranger_comes(&strangers.at[i]);
	}
}

/*
 * Begins it in a process of its own, and returns that when all are connected.
 */
static pid_t
besiege(const struct siege *siege)
{
	char byte = '\0';
	int ready[2];
	pid_t pid;

	if (pipe(ready) != 0)
		die_errno(EX_OSERR, "pipe");
	pid = fork();
	if (pid == -1)
		die_errno(EX_OSERR, "fork");
	if (pid > 0) {
		(void)close(ready[1]); /* it was not written */
		if (io_read(ready[0], &byte, 1) != 1)
			die(EX_OSERR, "the strangers have died");
		(void)close(ready[0]); /* it was only read */
		return pid;
	}
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* known here */
	(void)setpriority(PRIO_PROCESS, 0, LAST); /* may be lowered */
	begin_siege(siege);
	(void)io_write(ready[1], &byte, 1); /* or it dies */
	for (;;)
		turn();
}

/* --- The people --------------------------------------------------------- */

#define MOST_MS 1000.0
#define BETWEEN (20 * MSEC)
#define WARM_UP (2 * SEC)

/* Returning clients; each logs in so rarely that no rate applies. */
#define REGULARS 60

static struct {
	struct server server;
	struct siege siege;
	size_t msec;
	size_t people; /* who have come so far from a new address */
	size_t regulars; /* and from one where they have been */
} bench = { .siege = { .victim = "ali", .clients = 1000, .addresses = 20 },
	.msec = 10000 };

/* From an address that is exempt. */
static void
make_accounts(void)
{
	struct conn *conn = conn_open(&bench.server);

	conn_ask(conn, "enroll ali pw", "ok register ali");
	for (size_t i = 0; i < REGULARS; i++) {
		conn_ask(conn, "logout", "ok logout");
		conn_say(conn, "enroll p%zu pw", i);
		conn_expect(conn, "ok register p%zu", i);
	}
	for (size_t i = 0;
	     !bench.siege.only_guesses && i < bench.siege.addresses; i++) {
		conn_ask(conn, "logout", "ok logout");
		conn_say(conn, "enroll evil%zu pw", i);
		conn_expect(conn, "ok register evil%zu", i);
	}
	conn_close(conn);
}

/* The reply to its last command shows that it is in. */
static bool
log_in(struct conn *conn, const char *account, bool by_proof)
{
	char want[64];
	struct str refused;

	if (by_proof)
		return keeper_scram(conn, account, "pw", false, &refused);
	(void)snprintf(want, sizeof(want), "ok login %s", account); /* fits */
	conn_say(conn, "login %s pw", account);
	return str_eq(conn_line(conn), str_from(want));
}

/* How people come. */
enum way { SECRET, REGULAR, PROOF, WAYS };

static const char *const ways[WAYS] = {
	[SECRET] = "secret, new address",
	[REGULAR] = "secret, known address",
	[PROOF] = "scram-sha-256",
};

struct results {
	struct samples samples;
	struct samples connected; /* what of each it took to be answered */
	size_t failed;
};

static void
come_from(const char *from, const char *account, bool by_proof,
    struct results *results)
{
	const usec start = clock_mono();
	struct conn *conn = conn_open_from(&bench.server, from);

	conn_ask(conn, "ping", "ok ping");
	samples_add(&results->connected, clock_mono() - start);
	if (log_in(conn, account, by_proof))
		samples_add(&results->samples, clock_mono() - start);
	else
		results->failed++;
	conn_close(conn);
}

static void
come_as_regular(struct results *results)
{
	const size_t number = bench.regulars++ % REGULARS;
	char from[32], account[32];

	(void)snprintf(
	    from, sizeof(from), "127.3.0.%zu:0", 1 + number); /* fits */
	(void)snprintf(account, sizeof(account), "p%zu", number); /* fits */
	come_from(from, account, false, results);
}

static void
come_anew(bool by_proof, struct results *results)
{
	const size_t number = bench.people++;
	char from[32];

	(void)snprintf(from, sizeof(from), "127.1.%zu.%zu:0",
	    number / 250 % 250, 1 + number % 250); /* fits */
	come_from(from, "ali", by_proof, results);
}

/* One more comes. */
static void
come(enum way way, struct results *results)
{
	if (way == REGULAR)
		come_as_regular(results);
	else
		come_anew(way == PROOF, results);
}

/* False: it takes too long, or somebody is not let in. */
static bool
report(enum way way, struct results *results)
{
	struct samples *all = &results->samples, *first = &results->connected;
	const double p50 = samples_percentile(all, 50) / 1000,
		     p99 = samples_percentile(all, 99) / 1000;

	(void)printf("%s: %zu logins, %zu failed, p50 %.0f ms, p99 %.0f ms "
		     "(first answer p50 %.0f ms, p99 %.0f ms)\n",
	    ways[way], all->count, results->failed, p50, p99,
	    samples_percentile(first, 50) / 1000,
	    samples_percentile(first, 99) / 1000);
	return results->failed == 0 && !isnan(p99) && p99 < MOST_MS;
}

static bool
measure(void)
{
	struct results results[WAYS] = { { .failed = 0 } };
	const usec end = clock_mono() + bench.msec * MSEC;
	bool good = true;

	while (clock_mono() < end)
		for (int way = 0; way < WAYS; way++) {
			come((enum way)way, &results[way]);
			pass_time(BETWEEN);
		}
	for (int way = 0; way < WAYS; way++) {
		good = report((enum way)way, &results[way]) && good;
		samples_free(&results[way].samples);
		samples_free(&results[way].connected);
	}
	return good;
}

#define USAGE \
	"logins -s ADDRESS [-a ADDRESSES] [-c CLIENTS] [-g] [-t MILLISECONDS]"

int
main(int argc, char **argv)
{
	const struct option known[] = {
		{ 'a', .number = &bench.siege.addresses, 1, SIEGE_ADDRESSES },
		{ 'g', .given = &bench.siege.only_guesses },
		{ 'c', .number = &bench.siege.clients, 0, 30000 },
		{ 's', .text = &bench.siege.server },
		{ 't', .number = &bench.msec, 1, 1000000 },
	};
	struct results before = { .failed = 0 }, first = { .failed = 0 };
	pid_t siege = 0;
	bool good;

	die_name("logins");
	read_options(argc, argv, known, COUNT(known), USAGE);
	if (bench.siege.server == NULL || optind != argc)
		die(EX_USAGE, "usage: " USAGE);
	(void)snprintf(bench.server.address[0], ADDR_TEXT, "%s",
	    bench.siege.server); /* or it cannot be connected to */
	make_accounts();
	for (size_t i = 0; i < REGULARS; i++)
		come_as_regular(&before);
	if (before.failed > 0)
		die(EX_SOFTWARE, "nobody can log in");
	if (bench.siege.clients > 0) {
		siege = besiege(&bench.siege);
		pass_time(WARM_UP);
		/* Behind all who had never tried before, as it had not. */
		come_anew(false, &first);
		(void)printf("the first login: %.0f ms, %zu failed\n",
		    samples_percentile(&first.samples, 50) / 1000,
		    first.failed);
	}
	(void)setpriority(PRIO_PROCESS, 0, FIRST); /* if we may */
	good = measure();
	if (siege > 0) {
		(void)kill(siege, SIGKILL); /* it is ours */
		(void)waitpid(siege, NULL, 0);
	}
	return good ? 0 : 1;
}
