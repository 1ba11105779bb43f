/*
 * While six clients behind an address keep guessing at one account, a client
 * that logs in to another account from there waits for only a few guesses; one
 * that waits in vain gets an answer and can go on. Counted by the log.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"

#define CONFIG                                                               \
	"hash_rounds 4096\npassword_time 60\nexempt none\nregister before\n" \
	"grace 600\n"
#define LATE (60 * SEC) /* password_time */
#define NEIGHBOURS 6

/*
 * One that is looked at, one that has its turn, and what has come into the log
 * between the test's look and the victim's line.
 */
#define A_FEW 3

static struct conn *neighbour[NEIGHBOURS];

static struct conn *
come(struct server *server)
{
	return conn_open_from(server, "127.0.0.7:0");
}

static size_t
count(const char *log, const char *end, const char *what)
{
	size_t times = 0;

	while ((log = strstr(log, what)) != NULL && log < end) {
		times++;
		log++;
	}
	return times;
}

static void
guess(struct server *server, const char *line)
{
	for (int i = 0; i < NEIGHBOURS; i++) {
		neighbour[i] = come(server);
		conn_ask(neighbour[i], "ping", "ok ping");
		for (int times = 0; times < 3; times++)
			conn_say(neighbour[i], line);
	}
}

static void
end_guesses(void)
{
	for (int i = 0; i < NEIGHBOURS; i++)
		conn_close(neighbour[i]);
}

/* Waits for its line; a guess that is wrong holds up the next one. */
static void
await_line(struct server *server, struct conn *victim, const char *reply)
{
	static const char wrong[] = "refused: * (wrong secret)";
	struct str line;
	bool has;

	do {
		const size_t before = server_logged(server, wrong);
		const usec end = deadline();
		server_pace(server, LATE);
		while (!(has = conn_has_line(victim, &line)) &&
		    server_logged(server, wrong) == before)
			MUST(deadline_pause(end), "nobody has a turn");
	} while (!has);
	MUST(pattern_matches(reply, line), "it gets \"%.*s\"", (int)line.len,
	    line.at);
}

/* How many guesses were looked at before that login, which is right. */
static void
comes_in_soon(struct server *server, const char *login, const char *reply,
    const char *logged, const char *what)
{
	struct conn *victim = come(server);
	const char *log;
	size_t before;

	conn_ask(victim, "ping", "ok ping");
	before = strlen(server_log(server));
	conn_say(victim, "%s", login);
	await_line(server, victim, reply);
	log = server_log(server) + before;
	TAP_OK(count(log, strstr(log, logged), "(wrong secret)") <= A_FEW, "%s",
	    what);
	conn_close(victim);
}

/* The keeper is asked nothing for the one who waits. */
static void
gives_up(struct server *server)
{
	struct conn *other = come(server);
	struct conn *elsewhere = conn_open_from(server, "127.0.0.8:0");
	struct str line;

	server_reload(server, CONFIG "hold_time 60\n");
	keeper_signal(server, SIGSTOP);
	conn_ask(other, "ping\nlogin nobody wrong\nname bob", "ok ping");
	conn_ask(elsewhere, "ping", "ok ping");
	server_pace(server, 30 * SEC);
	conn_ask(elsewhere, "ping", "ok ping");
	MUST(!conn_has_line(other, &line), "that is too soon");
	server_pace(server, 30 * SEC);
	conn_expect(other, "err login unavailable ...");
	conn_expect(other, "ok name bob");
	PASS("who waits for too long is told, and goes on");
	keeper_signal(server, SIGCONT);
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = CONFIG "hold_time 3600\n", .paced = true });
	struct conn *owner = conn_open_from(server, "127.0.0.8:0");

	conn_ask(owner, "enroll victim pw", "ok register victim");
	conn_close(owner);
	guess(server, "login nobody wrong");
	server_expect(server, "refused: * (wrong secret)");
	server_pace(server, LATE);
	conn_expect(neighbour[0], "err login not-allowed ...");
	comes_in_soon(server, "login victim pw", "ok login victim",
	    "logged in as victim\n", "a secret that is right waits for a few");
	comes_in_soon(server, "prove plain AHZpY3RpbQBwdw==", "ok prove victim",
	    "logged in as victim\n", "so does a proof");
	gives_up(server);
	end_guesses();
	server_stop(server);
	return tap_done();
}
