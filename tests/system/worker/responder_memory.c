/*
 * The responder's memory: only the head of the scoreboard, read-only, and no
 * client's row; no name, address or text of a client, no environment, and
 * neither secrets of the configuration nor words of the operator. This is also
 * true of a later responder. Each word that is searched for changes with each
 * run.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/health.h"
#include "tests/lib/proc.h"
#include "tests/lib/scan.h"

#define BOARD "/dev/shm/forkcastd."
#define MAPS_SIZE 65536

static struct {
	struct server *server;
	char word[12]; /* with which all words begin */
	char from[24]; /* the address of a client */
	char banned[24]; /* by the configuration */
	char last[24]; /* by the operator */
	char password_file[SCRATCH_PATH];
	char path[SCRATCH_PATH]; /* of a socket */
} secret;

static void
make_host(char host[24])
{
	(void)snprintf(host, 24, "127.%u.%u.%u", 100 + dice(100),
	    100 + dice(100), 100 + dice(100));
}

static void
make_secrets(void)
{
	char text[32];

	memcpy(secret.word, "zq", 2);
	for (size_t i = 2; i < sizeof(secret.word) - 1; i++)
		secret.word[i] = (char)('a' + (int)dice(26));
	make_host(secret.from);
	make_host(secret.banned);
	make_host(secret.last);
	scratch_path(secret.path, "socket");
	scratch_path(secret.password_file, "password");
	(void)snprintf(text, sizeof(text), "%spassword", secret.word);
	scratch_write(secret.password_file, text);
	MUST(chmod(secret.password_file, 0600) == 0 &&
		setenv("FORKCAST_TEST", text, 1) == 0,
	    "cannot set a secret");
}

static void
start(void)
{
	char config[512];

	(void)snprintf(config, sizeof(config),
	    "listen 127.0.0.1:0\nlisten %s\n" HEALTH_CONFIG
	    "password_file %s\ndeny %s\ngroup %sgroup\n",
	    secret.path, secret.password_file, secret.banned, secret.word);
	secret.server = server_start(&(struct setup) {
	    .config = config, .file_listens = true, .visible = true });
}

/* A client that says all that a client can say, and stays. */
static void
talk(void)
{
	char from[32];

	(void)snprintf(from, sizeof(from), "%s:0", secret.from);
	struct conn *conn = conn_open_from(secret.server, from);
	conn_say(conn, "pass %spassword", secret.word);
	conn_expect(conn, "ok pass");
	conn_say(conn, "name %sname", secret.word);
	conn_expect(conn, "ok name *");
	conn_say(conn, "join %sgroup", secret.word);
	conn_expect(conn, "join ...");
	conn_say(conn, "topic %sgroup %stopic", secret.word, secret.word);
	conn_expect(conn, "topic ...");
	for (int i = 0; i < 100; i++)
		conn_say(conn, "send %sgroup %stext", secret.word, secret.word);
	conn_say(conn, "ping end");
	conn_wait_for(conn, "ok ping end");
}

static void
order(void)
{
	struct conn *operator= conn_open_at(secret.server->control);
	char line[64];

	(void)snprintf(line, sizeof(line), "ban %s", secret.last);
	conn_ask(operator, line, "ok 0 clients ...");
	(void)snprintf(
	    line, sizeof(line), "say %sgroup %stext", secret.word, secret.word);
	conn_ask(operator, line, "ok ...");
	conn_close(operator);
	server_memory(secret.server); /* the summary names all */
}

/* The lines of its mappings that are of the scoreboard: one, and how. */
static void
expect_head_alone(pid_t responder, const char *who)
{
	static char maps[MAPS_SIZE];
	unsigned long start, end, offset;
	char access[8];

	MUST(proc_read(responder, "maps", maps, sizeof(maps)) > 0, "no maps");
	const char *at = strstr(maps, BOARD);
	MUST(at != NULL, "%s: no scoreboard is mapped", who);
	TAP_OK(strstr(at + 1, BOARD) == NULL, "%s: one piece of it", who);
	while (at > maps && at[-1] != '\n')
		at--;
	MUST(sscanf(at, "%lx-%lx %7s %lx", &start, &end, access, &offset) == 4,
	    "no mapping: %s", at);
	TAP_OK(strcmp(access, "r--s") == 0, "%s: for reading: %s", who, access);
	TAP_OK(
	    offset == 0 && end - start == (unsigned long)sysconf(_SC_PAGESIZE),
	    "%s: a page at its beginning: %lu bytes from %lu", who, end - start,
	    offset);
}

static void
expect_none(pid_t responder, const char *who)
{
	const char *const texts[] = { secret.word, secret.password_file,
		secret.path };
	const char *const hosts[] = { secret.from, secret.banned, secret.last };

	for (size_t i = 0; i < COUNT(texts); i++)
		TAP_NUM(scan_process(responder, texts[i], true), 0,
		    "%s: none of \"%s\"", who, texts[i]);
	for (size_t i = 0; i < COUNT(hosts); i++)
		TAP_NUM(scan_address(responder, hosts[i], true), 0,
		    "%s: nor %s", who, hosts[i]);
}

static void
expect_clean(pid_t responder, const char *who)
{
	expect_head_alone(responder, who);
	expect_none(responder, who);
}

int
main(void)
{
	if (!proc_is_there() || sanitized())
		tap_skip("needs /proc and a build without sanitizers");
	dice_begin();
	make_secrets();
	start();
	struct health *health = health_open(secret.server);
	(void)health_ask(health);
	const pid_t early = health_responder(secret.server);
	if (scan_process(early, "forkcast", false) == -1)
		tap_skip("needs the right to read /proc/PID/mem");
	expect_clean(early, "early");
	talk();
	order();
	health_expect_clients(health, 1);
	expect_clean(early, "early, and they have talked");
	MUST(kill(early, SIGKILL) == 0, "no responder");
	server_expect(secret.server, "responder: pid ...");
	(void)health_ask(health);
	const pid_t late = health_responder(secret.server);
	expect_clean(late, "late");
	TAP_OK(scan_process(late, "asked-", false) > 0,
	    "what it was asked can be found there");
	TAP_OK(scan_process(secret.server->pid, secret.word, false) > 0,
	    "and what was said in the server");
	server_stop(secret.server);
	return tap_done();
}
