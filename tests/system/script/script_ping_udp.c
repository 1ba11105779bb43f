/* forkcast ping -u prints a responder's answers, and reports missing ones. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "shared/io.h"
#include "tests/lib/fake_udp.h"
#include "tests/lib/shell.h"

#define ANYWHERE "127.0.0.1:0"
#define WELL "running 12 of 1000 clients, up 3600 s, alive 0.250 s ago"
#define ANSWER "running 12 1000 3600 0.250"

/* These checks must not depend on the speed of the machine. */
#define PATIENT " -t 3600 "

static struct fake_udp fake;

static struct shell *
start(const char *script)
{
	return shell_start(fake.address, script);
}

static struct shell *
start_paced(const char *script)
{
	return shell_start_paced(fake.address, script);
}

/* So much time passes before the next request, which it then sends. */
static void
expect_after(const struct shell *shell, usec time)
{
	struct pollfd set = { .fd = fake.fd, .events = POLLIN };

	shell_pace(shell, time - 2 * MSEC);
	shell_pace(shell, MSEC);
	TAP_NUM(poll(&set, 1, 0), 0, "a request comes when it is due");
	shell_pace(shell, MSEC);
	fake_udp_expect(&fake);
}

static void
ends(struct shell *shell, int status, const char *said, const char *what)
{
	TAP_NUM(shell_status(shell), status, "%s: the status", what);
	if (!TAP_OK(
		shell_matches(said, shell_said(shell)), "%s: the words", what))
		tap_note("wanted:\n%sgot:\n%s", said, shell_said(shell));
	TAP_STR(str_from(shell_complained(shell)), STR(""), "%s: no complaints",
	    what);
}

static void
answers(void)
{
	struct shell *shell =
	    start_paced("exec forkcast ping -u" PATIENT "-c 3 -i 0.1");
	char first[RESPONDER_TOKEN + 1];

	fake_udp_answer(&fake, ANSWER);
	TAP_NUM(strlen(fake.token), RESPONDER_TOKEN, "the token is long");
	memcpy(first, fake.token, sizeof(first));
	expect_after(shell, SEC / 10);
	fake_udp_say(&fake, fake.token, "draining 0 0 0 0.000");
	TAP_OK(memcmp(first, fake.token, RESPONDER_TOKEN / 2) != 0 &&
		memcmp(first + RESPONDER_TOKEN / 2,
		    fake.token + RESPONDER_TOKEN / 2, RESPONDER_TOKEN / 2) != 0,
	    "each request has another");
	expect_after(shell, SEC / 10);
	fake_udp_say(&fake, fake.token,
	    "running 9999999999 9999999999 9999999999 9999999999.999");
	ends(shell, 0,
	    "answer from 127.0.0.1:*: seq=1 time=* ms " WELL "\n"
	    "answer from 127.0.0.1:*: seq=2 time=* ms draining 0 of 0 "
	    "clients, up 0 s, alive 0.000 s ago\n"
	    "answer from 127.0.0.1:*: seq=3 time=* ms running 9999999999 of "
	    "9999999999 clients, up 9999999999 s, alive 9999999999.999 s ago\n"
	    "--- 127.0.0.1:* ping statistics ---\n"
	    "3 sent, 3 answered, 0% loss, time * ms\n"
	    "rtt min/avg/max/mdev = */*/*/* ms\n",
	    "three answers");
}

/* An answer is waited for a second, which is the default for -u. */
static void
loses(void)
{
	struct shell *shell =
	    start_paced("mkdir -p config/forkcast\n"
			"echo timeout 60 >config/forkcast/config\n"
			"exec forkcast ping -u -c 5 -i 0.01");
	char first[RESPONDER_TOKEN + 1];

	fake_udp_expect(&fake);
	memcpy(first, fake.token, sizeof(first));
	expect_after(shell, SEC);
	fake_udp_say(&fake, first, "stuck 99 99 99 99.000");
	fake_udp_say(&fake, fake.token, ANSWER);
	for (int i = 0; i < 3; i++) {
		expect_after(shell, SEC / 100);
		fake_udp_say(&fake, fake.token, ANSWER);
	}
	ends(shell, 0,
	    "no answer to seq=1 within 1.000 s\n"
	    "answer from *: seq=2 time=* ms " WELL "\n"
	    "answer from *: seq=3 time=* ms " WELL "\n"
	    "answer from *: seq=4 time=* ms " WELL "\n"
	    "answer from *: seq=5 time=* ms " WELL "\n"
	    "--- 127.0.0.1:* ping statistics ---\n"
	    "5 sent, 4 answered, 20% loss, time * ms\n"
	    "rtt min/avg/max/mdev = */*/*/* ms\n",
	    "one answer of five comes too late");
	shell = start("rm config/forkcast/config");
	MUST(shell_status(shell) == 0, "the configuration stays");
}

static void
loses_all(void)
{
	struct shell *shell =
	    start_paced("exec forkcast ping -u -t 0.02 -c 2 -i 0.01");

	fake_udp_expect(&fake);
	expect_after(shell, SEC / 50);
	shell_pace(shell, SEC / 50);
	ends(shell, 69,
	    "no answer to seq=1 within 0.020 s\n"
	    "no answer to seq=2 within 0.020 s\n"
	    "--- 127.0.0.1:* ping statistics ---\n"
	    "2 sent, 0 answered, 100% loss, time * ms\n",
	    "no answer at all");
}

/* Two requests are lost, and the last repetition of the second is not. */
static void
repeats(void)
{
	char tokens[3][RESPONDER_TOKEN + 1];
	struct shell *shell =
	    start_paced("exec forkcast ping -u -r 2 -t 1 -c 1");

	fake_udp_expect(&fake);
	memcpy(tokens[0], fake.token, sizeof(tokens[0]));
	for (size_t i = 1; i < COUNT(tokens); i++) {
		expect_after(shell, SEC);
		memcpy(tokens[i], fake.token, sizeof(tokens[i]));
	}
	fake_udp_say(&fake, tokens[1], "stuck 1 1 1 1.000"); /* too late */
	fake_udp_say(&fake, fake.token, "running 12 1000 3600 0.250");
	ends(shell, 0,
	    "no answer to seq=1 within 1.000 s; asking again\n"
	    "no answer to seq=1 within 1.000 s; asking again\n"
	    "answer from *: seq=1 time=* ms " WELL "\n"
	    "--- 127.0.0.1:* ping statistics ---\n"
	    "1 sent, 1 answered, 0% loss, time * ms\n"
	    "rtt min/avg/max/mdev = */*/*/* ms\n",
	    "a lost request is sent again");
	TAP_OK(strcmp(tokens[0], tokens[1]) != 0 &&
		strcmp(tokens[1], tokens[2]) != 0,
	    "with another token");
	shell = start_paced("exec forkcast ping -u -r 1 -t 0.02 -i 0.01 -c 2");
	fake_udp_expect(&fake);
	for (size_t i = 0; i < 3; i++)
		expect_after(shell, SEC / 50);
	shell_pace(shell, SEC / 50);
	ends(shell, 69,
	    "no answer to seq=1 within 0.020 s; asking again\n"
	    "no answer to seq=1 within 0.020 s\n"
	    "no answer to seq=2 within 0.020 s; asking again\n"
	    "no answer to seq=2 within 0.020 s\n"
	    "--- 127.0.0.1:* ping statistics ---\n"
	    "2 sent, 0 answered, 100% loss, time * ms\n",
	    "but no more often than that");
}

/* A signal ends the wait for an answer, also if the request would be repeated.
 */
static void
is_interrupted(void)
{
	struct shell *shell = start("exec forkcast ping -u -r 2 -t 3600 -c 1");

	fake_udp_expect(&fake);
	shell_signal(shell, SIGINT);
	ends(shell, SHELL_SIGNAL + SIGINT,
	    "--- 127.0.0.1:* ping statistics ---\n"
	    "1 sent, 0 answered, 100% loss, time * ms\n",
	    "an interrupt");
}

/* From another port, with the right token: only who sees it knows that. */
static void
answer_from_elsewhere(void)
{
	struct fake_udp other;

	fake_udp_start(&other, ANYWHERE);
	other.asker = fake.asker;
	fake_udp_say(&other, fake.token, "stuck 1 1 1 1.000");
	fake_udp_stop(&other);
}

static void
ignores_strangers(void)
{
	struct shell *shell = start("exec forkcast ping -u" PATIENT "-c 1");
	char other[RESPONDER_TOKEN + 1];

	fake_udp_expect(&fake);
	answer_from_elsewhere();
	memcpy(other, fake.token, sizeof(other));
	other[RESPONDER_TOKEN - 1] ^= 1;
	fake_udp_say(&fake, other, "stuck 2 2 2 2.000");
	other[RESPONDER_TOKEN - 1] = '\0';
	fake_udp_say(&fake, other, "stuck 3 3 3 3.000");
	fake_udp_send(&fake, STR(""));
	fake_udp_send(&fake, STR("\0\n"));
	fake_udp_say(&fake, fake.token, "stuck 4 4 4 4.000 4");
	fake_udp_say(&fake, fake.token, "stuck 5 5 5 5.000\n");
	fake_udp_say(&fake, fake.token, "\033[2J 6 6 6 6.000");
	fake_udp_say(
	    &fake, fake.token, "stuck 7 7 7 %0*d.000", RESPONDER_LEAST, 7);
	fake_udp_say(&fake, fake.token, ANSWER);
	ends(shell, 0,
	    "answer from 127.0.0.1:*: seq=1 time=* ms " WELL "\n"
	    "--- 127.0.0.1:* ping statistics ---\n"
	    "1 sent, 1 answered, 0% loss, time * ms\n"
	    "rtt min/avg/max/mdev = */*/*/* ms\n",
	    "rubbish and strangers");
}

static void
counts_once(void)
{
	struct shell *shell =
	    start("exec forkcast ping -u" PATIENT "-c 2 -i 0.01");

	fake_udp_answer(&fake, ANSWER);
	fake_udp_say(&fake, fake.token, ANSWER);
	fake_udp_say(&fake, fake.token, "stuck 1 1 1 1.000");
	fake_udp_answer(&fake, "running 3 4 5 6.007");
	ends(shell, 0,
	    "answer from 127.0.0.1:*: seq=1 time=* ms " WELL "\n"
	    "answer from 127.0.0.1:*: seq=2 time=* ms running 3 of 4 clients, "
	    "up 5 s, alive 6.007 s ago\n"
	    "--- 127.0.0.1:* ping statistics ---\n"
	    "2 sent, 2 answered, 0% loss, time * ms\n"
	    "rtt min/avg/max/mdev = */*/*/* ms\n",
	    "an answer that comes three times");
}

static void
is_refused(void)
{
	struct fake_udp closing;

	fake_udp_start(&closing, ANYWHERE);
	struct shell *shell = shell_start(
	    closing.address, "exec forkcast ping -u" PATIENT "-c 3 -i 0.01");
	fake_udp_expect(&closing);
	fake_udp_hold(&closing);
	fake_udp_say(&closing, closing.token, ANSWER);
	ends(shell, 0,
	    "answer from 127.0.0.1:*: seq=1 time=* ms " WELL "\n"
	    "no responder at 127.0.0.1:*: Connection refused\n"
	    "no responder at 127.0.0.1:*: Connection refused\n"
	    "--- 127.0.0.1:* ping statistics ---\n"
	    "3 sent, 1 answered, 66.7% loss, time * ms\n"
	    "rtt min/avg/max/mdev = */*/*/* ms\n",
	    "a responder that goes");
	shell = shell_start(
	    closing.address, "exec forkcast ping -u" PATIENT "-c 1");
	ends(shell, 69,
	    "no responder at 127.0.0.1:*: Connection refused\n"
	    "--- 127.0.0.1:* ping statistics ---\n"
	    "1 sent, 0 answered, 100% loss, time * ms\n",
	    "a responder that is not there");
	fake_udp_stop(&closing);
}

/* The state of the first answer, of the second, and the exit status. */
static const struct {
	const char *first;
	const char *second;
	int status;
} states[] = {
	{ "running", "running", 0 },
	{ "running", "draining", 0 },
	{ "running", "unheard", 0 },
	{ "running", "stopping", 69 },
	{ "running", "stuck", 69 },
	{ "stuck", "running", 0 },
	{ "stopping", "draining", 0 },
};

static void
tells_states(void)
{
	for (size_t i = 0; i < COUNT(states); i++) {
		struct shell *shell =
		    start("exec forkcast ping -u" PATIENT "-c 2 -i 0.01");
		char want[64];
		fake_udp_answer(&fake, "%s 1 2 3 4.000", states[i].first);
		fake_udp_answer(&fake, "%s 1 2 3 4.000", states[i].second);
		TAP_NUM(shell_status(shell), states[i].status, "%s, %s",
		    states[i].first, states[i].second);
		(void)snprintf(want, sizeof(want),
		    "answer from *: seq=2 time=* ms %s ...", states[i].second);
		shell_expect(shell, want);
	}
}

static void
takes_addresses(void)
{
	static const char *const scripts[] = {
		"exec forkcast ping -u" PATIENT
		"-c 1 -s \"localhost:${FORKCAST_SERVER##*:}\"",
		"exec forkcast ping -u" PATIENT
		"-c 1 -s \"${FORKCAST_SERVER##*:}\"",
		"FORKCAST_NAME=javad exec forkcast ping" PATIENT
		"-n ali -u -c 1",
	};

	for (size_t i = 0; i < COUNT(scripts); i++) {
		struct shell *shell = start(scripts[i]);
		fake_udp_answer(&fake, ANSWER);
		TAP_NUM(shell_status(shell), 0, "%s", scripts[i]);
	}
}

static bool
has_ipv6(void)
{
	struct addr addr;
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);

	MUST(addr_parse(&addr, "[::1]:0") == NULL, "no address");
	const bool has = fd != -1 && bind(fd, &addr.to.any, addr.len) == 0;
	io_close(&fd);
	return has;
}

static void
takes_ipv6(void)
{
	struct fake_udp there;

	if (!has_ipv6()) {
		tap_note("no IPv6 here: nobody is asked over it");
		return;
	}
	fake_udp_start(&there, "[::1]:0");
	struct shell *shell =
	    shell_start(there.address, "exec forkcast ping -u" PATIENT "-c 1");
	fake_udp_answer(&there, ANSWER);
	TAP_NUM(shell_status(shell), 0, "a responder at ::1");
	shell_expect(shell, "answer from [::1]:*: seq=1 ...");
	fake_udp_stop(&there);
}

#define NO_SOCKET                                                          \
	"forkcast ping: cannot ask ./chat over UDP: it is a UNIX socket; " \
	"give the responder's address with -s HOST:PORT\n"

/* Nothing is sent. */
static const struct shell_case mistakes[] = {
	{ "forkcast ping -h | head -n 1", 0,
	    "usage: forkcast ping [-huV] ...\n", "" },
	{ "forkcast ping -u -s ./chat", 64, "", NO_SOCKET },
	{ "FORKCAST_SERVER=./chat forkcast ping -u", 64, "", NO_SOCKET },
	{ "forkcast ping -u -s nonsense:port", 64, "",
	    "forkcast ping: invalid address \"nonsense:port\": ...\n" },
	{ "forkcast ping -u x", 64, "",
	    "forkcast ping: unexpected argument\nusage: ...\n  ...\n" },
	{ "forkcast ping -u -c 0", 64, "", "forkcast ping: -c 0: ...\n" },
	{ "forkcast ping -u -r 0", 64, "", "forkcast ping: -r 0: ...\n" },
	{ "forkcast ping -u -r 1001", 64, "", "forkcast ping: -r 1001: ...\n" },
	{ "forkcast ping -r 1", 64, "",
	    "forkcast ping: -r requires -u\nusage: ...\n..." },
	{ "forkcast ping -u -i never", 64, "",
	    "forkcast ping: -i never: ...\n" },
	{ "forkcast ping -u -t 0", 64, "", "forkcast ping: -t 0: ...\n" },
	{ "forkcast ping -u >&-", 74, "",
	    "forkcast ping: standard output is closed\n" },
};

static void
fails_to_write(void)
{
	struct shell *shell =
	    start("exec forkcast ping -u" PATIENT ">/dev/full");

	fake_udp_answer(&fake, ANSWER);
	TAP_NUM(shell_status(shell), 74, "output that cannot be written");
	shell_expect_complaint(
	    shell, "forkcast ping: cannot write to standard output: ...");
}

/* Whether it rests, or waits for an answer. */
static void
ends_by_signals(void)
{
	static const struct {
		bool answered;
		int signal;
		int status;
	} rows[] = {
		{ true, SIGINT, 0 },
		{ true, SIGTERM, SHELL_SIGNAL + SIGTERM },
		{ false, SIGINT, SHELL_SIGNAL + SIGINT },
		{ false, SIGHUP, SHELL_SIGNAL + SIGHUP },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct shell *shell =
		    start("exec forkcast ping -u" PATIENT "-i 60");
		fake_udp_expect(&fake);
		if (rows[i].answered) {
			fake_udp_say(&fake, fake.token, ANSWER);
			shell_expect(shell, "answer from *: seq=1 ...");
		}
		shell_signal(shell, rows[i].signal);
		ends(shell, rows[i].status,
		    rows[i].answered ?
			"answer from 127.0.0.1:*: seq=1 ...\n"
			"--- 127.0.0.1:* ping statistics ---\n"
			"1 sent, 1 answered, 0% loss, time * ms\n"
			"rtt min/avg/max/mdev = */*/*/* ms\n" :
			"--- 127.0.0.1:* ping statistics ---\n"
			"1 sent, 0 answered, 100% loss, time * ms\n",
		    strsignal(rows[i].signal));
	}
}

static void
ends_stuck(void)
{
	struct shell *shell = start("exec forkcast ping -u" PATIENT "-i 60");

	fake_udp_answer(&fake, "stuck 1 2 3 4.000");
	shell_expect(shell, "answer from *: seq=1 time=* ms stuck ...");
	shell_signal(shell, SIGINT);
	TAP_NUM(shell_status(shell), 69, "INT, and the server is stuck");
}

int
main(void)
{
	fake_udp_start(&fake, ANYWHERE);
	answers();
	loses();
	loses_all();
	repeats();
	is_interrupted();
	ignores_strangers();
	counts_once();
	is_refused();
	tells_states();
	takes_addresses();
	takes_ipv6();
	shell_cases(fake.address, mistakes);
	fails_to_write();
	ends_by_signals();
	ends_stuck();
	fake_udp_stop(&fake);
	return tap_done();
}
