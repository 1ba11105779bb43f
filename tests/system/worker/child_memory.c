/*
 * No worker has in its memory what is not its own: other clients' names,
 * groups, texts and addresses, the configuration with its addresses, paths,
 * bans and secrets, words of the operator, the environment; neither from before
 * its start nor from later, nor from before an upgrade. What is searched for
 * changes with each run.
 */
#define _GNU_SOURCE /* SYS_clone, __WALL */
#include <linux/filter.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process/fork/nursery.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/proc.h"
#include "tests/lib/scan.h"
#include "tests/lib/upgrade.h"

#define CLIENTS 8
#define ROUNDS 20
#define CHILDREN 32

/* Where children have the parent's heap, they have the paths, too. */
#ifdef NURSERY
#define NAMED secret.word
#else
#define NAMED ""
#endif

enum { FROM, LISTEN, DENIED, BANNED, HOSTS };

static struct {
	struct server *server;
	struct conn *client[CLIENTS];
	unsigned number; /* of the next word that is made up */
	char word[12]; /* which all words begin with */
	char host[HOSTS][24];
	char directory[SCRATCH_PATH]; /* of all files */
	char config[1024];
} secret;

static void
make_secrets(void)
{
	char path[SCRATCH_PATH], socket[SCRATCH_PATH], text[32];

	memcpy(secret.word, "zq", 2);
	for (size_t i = 2; i < sizeof(secret.word) - 1; i++)
		secret.word[i] = (char)('a' + (int)dice(26));
	for (size_t i = 0; i < HOSTS; i++)
		(void)snprintf(secret.host[i], sizeof(secret.host[i]),
		    "127.%u.%u.%u", 100 + dice(100), 100 + dice(100),
		    100 + dice(100));
	scratch_path(secret.directory, "");
	*strrchr(secret.directory, '/') = '\0';
	(void)snprintf(text, sizeof(text), "%ssocket", NAMED);
	scratch_path(socket, text);
	(void)snprintf(text, sizeof(text), "%spassword", NAMED);
	scratch_path(path, text);
	(void)snprintf(text, sizeof(text), "%spassword", secret.word);
	scratch_write(path, text);
	MUST(chmod(path, 0600) == 0 && setenv("FORKCAST_TEST", text, 1) == 0,
	    "cannot set a secret");
	(void)snprintf(secret.config, sizeof(secret.config),
	    "listen 127.0.0.1:0\nlisten %s\nlisten %s:0\n"
	    "password_file %s\ndeny %s\ngroup %sgroup\n",
	    socket, secret.host[LISTEN], path, secret.host[DENIED],
	    secret.word);
	secret.server = server_start(&(struct setup) { .config = secret.config,
	    .args = { "-v" },
	    .file_listens = true,
	    .visible = true });
}

static void
enter(struct conn **conn, const char *from)
{
	char address[32];

	(void)snprintf(address, sizeof(address), "%s:0", from);
	*conn = conn_open_from(secret.server, address);
	conn_say(*conn, "pass %spassword", secret.word);
	conn_expect(*conn, "ok pass");
	conn_say(*conn, "name %sn%u", secret.word, secret.number++);
	conn_expect(*conn, "ok name *");
	conn_say(*conn, "join %sgroup", secret.word);
	conn_wait_for(*conn, "join ...");
}

/* Sends texts that end up in a log line, a reply, an event or nothing. */
static void
say_all(struct conn *conn)
{
	/* Each before the word, and after it. */
	static const char *const lines[][2] = { { "join ", "g" },
		{ "topic ", "group t" }, { "send ", "group m" },
		{ "send ", "group b\x1b" }, { "tell ", "n x" }, { "", "c" },
		{ "names ", "group" }, { "leave ", "g" }, { "join !", "g" },
		{ "name ", "new" }, { "groups", "" } };

	for (size_t i = 0; i < COUNT(lines); i++)
		conn_say(conn, "%s%s%s%u", lines[i][0], secret.word,
		    lines[i][1], secret.number);
	secret.number++;
	conn_say(conn, "ping end");
}

static void
talk(void)
{
	for (unsigned round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < CLIENTS; i++)
			say_all(secret.client[i]);
		for (size_t i = 0; i < CLIENTS; i++)
			conn_wait_for(secret.client[i], "ok ping end");
	}
}

/* Clients go and others come. */
static void
change_clients(void)
{
	for (size_t i = 0; i < CLIENTS; i++) {
		if (dice_once_in(2))
			conn_say(secret.client[i], "quit %sq", secret.word);
		else
			conn_reset(secret.client[i]);
		enter(&secret.client[i], "127.0.0.1");
	}
}

/* The operator's words, and a configuration that is good and one that is not.
 */
static void
order(void)
{
	struct conn *operator= conn_open_at(secret.server->control);
	char text[sizeof(secret.config) + 2 * SCRATCH_PATH];

	(void)snprintf(text, sizeof(text), "ban %s", secret.host[BANNED]);
	conn_ask(operator, text, "- 0 connections ...");
	conn_expect(operator, "ok ban");
	(void)snprintf(
	    text, sizeof(text), "say %sgroup %stext", secret.word, secret.word);
	conn_ask(operator, text, "ok ...");
	conn_close(operator);
	server_memory(secret.server); /* the summary names all */
	(void)snprintf(text, sizeof(text), "%slisten %s/later\n", secret.config,
	    secret.directory);
	server_reload(secret.server, text);
	(void)snprintf(text, sizeof(text), "%s%sk %sv\n", secret.config,
	    secret.word, secret.word);
	scratch_write(secret.server->config, text);
	server_signal(secret.server, SIGHUP);
	server_expect(secret.server, "reload: refused: ...");
}

static bool
is_one_of(pid_t pid, const pid_t *list, size_t count)
{
	while (count > 0 && list[count - 1] != pid)
		count--;
	return count > 0;
}

/* The worker of a new client that says nothing, not even the password. */
static pid_t
new_worker(void)
{
	pid_t before[CHILDREN], now[CHILDREN];
	const size_t count =
	    proc_children(secret.server->pid, before, CHILDREN);
	const usec end = deadline();
	char title[16];

	(void)conn_open(secret.server);
	do {
		const size_t there =
		    proc_children(secret.server->pid, now, CHILDREN);
		for (size_t i = 0; i < there && i < CHILDREN; i++) {
			proc_title(now[i], title, sizeof(title));
			if (!is_one_of(now[i], before, count) &&
			    strncmp(title, "forkcastd: - ", 13) == 0)
				return now[i];
		}
	} while (deadline_pause(end));
	MUST(false, "no worker comes");
	return 0;
}

static void
has_nothing(pid_t pid, const char *who)
{
	TAP_NUM(scan_process(pid, secret.word, true), 0, "%s: no word", who);
	for (size_t i = 0; i < HOSTS; i++)
		TAP_NUM(scan_address(pid, secret.host[i], true), 0,
		    "%s: nor %s", who, secret.host[i]);
}

#ifdef NURSERY
#define CALLS_MOST 256 /* in the list of calls */

/*
 * Finds the word that the nursery says to make a process: what its list of
 * calls compares an argument with. Null, noted, if the system does not show the
 * list.
 */
static const char *
find_word(pid_t nursery)
{
	static struct sock_filter list[CALLS_MOST];
	static char word[sizeof(uint32_t) + 1];
	long count = -1;
	int status;

	if (ptrace(PTRACE_SEIZE, nursery, NULL, NULL) == 0 &&
	    ptrace(PTRACE_INTERRUPT, nursery, NULL, NULL) == 0 &&
	    waitpid(nursery, &status, __WALL) == nursery)
		count = ptrace(PTRACE_SECCOMP_GET_FILTER, nursery, 0, list);
	(void)ptrace(PTRACE_DETACH, nursery, NULL, NULL);
	for (long i = 0; i + 3 < count && i + 3 < CALLS_MOST; i++)
		if (list[i].k == SYS_clone &&
		    BPF_CLASS(list[i].code) == BPF_JMP)
			memcpy(word, &list[i + 2].k, sizeof(uint32_t));
	if (strlen(word) != sizeof(uint32_t))
		tap_note("the word is not found, or has a zero");
	return strlen(word) == sizeof(uint32_t) ? word : NULL;
}

#endif

/* A worker that knew it could make processes. */
static void
has_no_word(pid_t pid)
{
#ifdef NURSERY
	const pid_t nursery = server_worker(secret.server, "nursery");
	const char *word = find_word(nursery);

	if (word == NULL)
		return;
	TAP_OK(scan_process(nursery, word, false) > 0 &&
		scan_process(pid, word, true) == 0,
	    "the nursery knows the word, and its worker does not");
#endif
	(void)pid;
}

int
main(void)
{
	if (!proc_is_there() || sanitized())
		tap_skip("needs /proc and a build without sanitizers");
	dice_begin();
	make_secrets();
	const pid_t early = new_worker();
	if (scan_process(early, "127.0.0.1", false) == -1)
		tap_skip("needs the right to read /proc/PID/mem");
	for (size_t i = 0; i < CLIENTS; i++)
		enter(&secret.client[i],
		    i == 0 ? secret.host[FROM] : "127.0.0.1");
	talk();
	change_clients();
	order();
	talk();
	has_nothing(early, "an early worker");
	has_no_word(new_worker());
	scratch_write(secret.server->config, secret.config);
	upgrade_to(secret.server, UPGRADE_LATER);
	has_nothing(new_worker(), "a worker after an upgrade");
	TAP_OK(scan_process(secret.server->pid, secret.word, false) > 0 &&
		scan_process(secret.server->pid, secret.host[LISTEN], false) >
		    0,
	    "and all in the server");
	server_stop(secret.server);
	return tap_done();
}
