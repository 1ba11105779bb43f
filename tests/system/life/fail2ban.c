/*
 * The filter for fail2ban against what a server logs: its expressions, put into
 * those of POSIX, match each line that tells of an address to be kept away, and
 * no other line. Run in the root of the repository.
 */
#include <errno.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

#define FILTER "server/service/fail2ban/filter.d/forkcastd.conf"
#define LINE_SIZE 512
#define EXPRESSIONS 8

/* What Python's expressions and fail2ban's tags are in POSIX. */
static const struct {
	const char *python;
	const char *posix;
} words[] = {
	{ "^%(__prefix_line)s", "^" },
	{ "<ADDR>", "[0-9a-f.:]+" },
	{ "<SUBNET>", "[0-9a-f.:/]+" },
	{ "\\d", "[0-9]" },
	{ "\\S", "[^ ]" },
	{ "(?:", "(" },
};

static struct {
	regex_t at[EXPRESSIONS];
	size_t count;
} filter;

/* Appends what *python begins with, and goes behind it. */
static void
translate_one(struct buf *posix, const char **python)
{
	struct str piece = { *python, 1 };
	size_t len = 1;

	for (size_t i = 0; i < COUNT(words); i++) {
		const size_t size = strlen(words[i].python);
		if (strncmp(*python, words[i].python, size) != 0)
			continue;
		piece = str_from(words[i].posix);
		len = size;
	}
	MUST(BUF_CAT(posix, piece), "an expression is too long");
	*python += len;
}

static void
add_expression(const char *python)
{
	char text[2 * LINE_SIZE];
	struct buf posix;

	buf_init(&posix, text, sizeof(text));
	while (*python != '\0' && *python != '\n')
		translate_one(&posix, &python);
	MUST(BUF_CAT(&posix, ((struct str) { "", 1 })), "too long");
	MUST(filter.count < EXPRESSIONS &&
		regcomp(&filter.at[filter.count++], text,
		    REG_EXTENDED | REG_NOSUB) == 0,
	    "no expression, or too many: %s", text);
}

static void
read_filter(void)
{
	FILE *file = fopen(FILTER, "r");
	char line[LINE_SIZE];

	MUST(file != NULL, "cannot open %s: %s", FILTER, strerror(errno));
	while (fgets(line, sizeof(line), file) != NULL) {
		const char *at = strstr(line, words[0].python);
		if (at != NULL && line[0] != '#')
			add_expression(at);
	}
	(void)fclose(file); /* was only read */
	MUST(filter.count > 0, "no expression in %s", FILTER);
}

static bool
matches(const char *line)
{
	for (size_t i = 0; i < filter.count; i++)
		if (regexec(&filter.at[i], line, 0, NULL, 0) == 0)
			return true;
	return false;
}

static void
test_documented_lines(void)
{
	static const struct {
		const char *line;
		bool matches;
	} rows[] = {
		{ "refused: 192.0.2.7:40312 (denied)", true },
		{ "refused: [2001:db8::7]:40312 (too fast)", true },
		{ "crash: 2001:db8::/64 kept out for 60 s after 3 crashes",
		    true },
		{ "broken: javad 192.0.2.7:40312: its worker sent rubbish",
		    true },
		{ "broken: - [2001:db8::7]:40312: its worker sent rubbish",
		    true },
		{ "refused: 35 more not logged", false },
		{ "refused: login", false },
		{ "refused: join 1", false },
		{ "crash: others kept out for 60 s after 3 crashes", false },
		{ "crash: 192.0.2.7 let in again", false },
		{ "full: 192.0.2.7:40312 turned away (2 of 2 clients)", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_OK(matches(rows[i].line) == rows[i].matches, "%s: %s",
		    rows[i].matches ? "matches" : "does not match",
		    rows[i].line);
}

static void
come_too_often_and_crash(struct server *server)
{
	for (int i = 0; i < 3; i++) {
		struct conn *conn = conn_open_from(server, "127.0.0.3:0");
		conn_ask(conn, "javad", "ok name javad");
		(void)conn_open_from(server, "127.0.0.3:0");
		server_expect(server, "refused: * (too many from its address)");
		MUST(kill(server_worker(server, "javad"),
			 sanitized() ? SIGABRT : SIGSEGV) == 0,
		    "no worker");
		server_expect(server, "ended: javad ...");
	}
	server_expect(server, "crash: 127.0.0.3 kept out for ...");
	(void)conn_open_from(server, "127.0.0.3:0");
	server_expect(server, "refused: * (kept out)");
}

static void
come_too_fast(struct server *server)
{
	for (int i = 0; i < 4; i++) {
		conn_close(conn_open_from(server, "127.0.0.4:0"));
		server_expect(server, "ended: - 127.0.0.4:* ...");
	}
	(void)conn_open_from(server, "127.0.0.4:0");
	server_expect(server, "refused: * (too fast)");
}

/* The filter's verdict on each line is what the line begins with. */
static void
test_log(struct server *server)
{
	char line[LINE_SIZE];
	unsigned found = 0;

	for (const char *at = server_log(server); *at != '\0';) {
		const size_t len = strcspn(at, "\n");
		(void)snprintf(line, sizeof(line), "%.*s", (int)len, at);
		const bool wanted = strncmp(line, "refused: ", 9) == 0 ||
		    strncmp(line, "crash: ", 7) == 0;
		if (matches(line) != wanted)
			TAP_OK(false, "wrong about: %s", line);
		found += wanted;
		at += len + (at[len] == '\n');
	}
	TAP_NUM(found, 7, "lines that a server has logged match, and no other");
}

int
main(void)
{
	read_filter();
	test_documented_lines();
	struct server *server =
	    server_start(&(struct setup) { .config = "deny 127.0.0.2\n"
						     "max_per_address 1\n"
						     "connect_rate 4\n"
						     "exempt none\n" });
	(void)conn_open_from(server, "127.0.0.2:0");
	server_expect(server, "refused: * (denied)");
	come_too_often_and_crash(server);
	come_too_fast(server);
	test_log(server);
	server_stop(server);
	return tap_done();
}
