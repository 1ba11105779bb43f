/*
 * The expressions of the fail2ban filter, translated to POSIX, match each log
 * line about an address to ban and no other line, after each logger's time
 * stamp. If fail2ban is installed, it is asked as well. Run in the root of the
 * repository.
 */
#include <errno.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/scratch.h"
#include "tests/lib/shell.h"

#define FILTER "server/service/fail2ban/filter.d/forkcastd.conf"
#define LINE_SIZE 512
#define EXPRESSIONS 8

/* The POSIX forms of Python's expressions and fail2ban's tags. */
static const struct {
	const char *python;
	const char *posix;
} words[] = {
	{ "^%(__prefix_line)s", "^" },
	{ "<ADDR>", "[0-9a-f.:]+" },
	{ "<SUBNET>", "[0-9a-f.:/]+" },
	{ "\\d", "[0-9]" },
	{ "\\S", "[^ ]" },
	{ "\\s", " " },
	{ "%%Y", "[0-9]{4}" },
	{ "%%m", "[0-9]{2}" },
	{ "%%d", "[0-9]{2}" },
	{ "%%H", "[0-9]{2}" },
	{ "%%M", "[0-9]{2}" },
	{ "%%S", "[0-9]{2}" },
	{ "(?:", "(" },
};

/* Such a stamp fail2ban knows by itself. */
#define TAI64N "^@[0-9a-f]{24} "

static struct {
	regex_t at[EXPRESSIONS];
	size_t count;
	regex_t stamp[2];
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
compile(regex_t *expression, const char *python, int flags)
{
	char text[2 * LINE_SIZE];
	struct buf posix;

	buf_init(&posix, text, sizeof(text));
	while (*python != '\0' && *python != '\n')
		translate_one(&posix, &python);
	MUST(BUF_CAT(&posix, ((struct str) { "", 1 })), "too long");
	MUST(regcomp(expression, text, REG_EXTENDED | flags) == 0,
	    "no expression: %s", text);
}

static void
take_line(const char *line)
{
	static const char key[] = "datepattern = ";
	const char *at = strstr(line, words[0].python);

	if (line[0] == '#')
		return;
	if (strncmp(line, key, sizeof(key) - 1) == 0)
		compile(&filter.stamp[0], line + sizeof(key) - 1, 0);
	if (at == NULL)
		return;
	MUST(filter.count < EXPRESSIONS, "too many expressions");
	compile(&filter.at[filter.count++], at, REG_NOSUB);
}

static void
read_filter(void)
{
	FILE *file = fopen(FILTER, "r");
	char line[LINE_SIZE];

	MUST(file != NULL, "cannot open %s: %s", FILTER, strerror(errno));
	while (fgets(line, sizeof(line), file) != NULL)
		take_line(line);
	(void)fclose(file); /* was only read */
	MUST(filter.count > 0 && filter.stamp[0].re_nsub > 0,
	    "no expression in %s", FILTER);
	compile(&filter.stamp[1], TAI64N, 0);
}

/* Skips the part that fail2ban takes for a time, and the blanks after it. */
static const char *
behind_stamp(const char *line)
{
	regmatch_t stamp = { .rm_eo = 0 };

	for (size_t i = 0; i < COUNT(filter.stamp); i++)
		if (regexec(&filter.stamp[i], line, 1, &stamp, 0) == 0)
			return line + stamp.rm_eo +
			    strspn(line + stamp.rm_eo, " ");
	return line;
}

static bool
matches(const char *stamped)
{
	const char *line = behind_stamp(stamped);

	for (size_t i = 0; i < filter.count; i++)
		if (regexec(&filter.at[i], line, 0, NULL, 0) == 0)
			return true;
	return false;
}

static const struct {
	const char *line;
	bool matches;
} rows[] = {
	{ "refused: 192.0.2.7:40312 (denied)", true },
	{ "refused: [2001:db8::7]:40312 (too fast)", true },
	{ "refused: 192.0.2.7:40312 (wrong password)", true },
	{ "refused: 192.0.2.7:40312 (wrong secret)", true },
	{ "refused: 192.0.2.7:40312 (not an operator)", false },
	{ "crash: 2001:db8::/64 blocked for 60 s after 3 crashes", true },
	{ "broken: javad 192.0.2.7:40312: its worker sent rubbish", true },
	{ "broken: - [2001:db8::7]:40312: its worker sent rubbish", true },
	{ "refused: 35 more not logged", false },
	{ "refused: login from 192.0.2.7:40312", false },
	{ "refused: join 1", false },
	{ "crash: others blocked for 60 s after 3 crashes", false },
	{ "crash: 192.0.2.7 no longer blocked", false },
	{ "full: 192.0.2.7:40312 turned away (2 of 2 clients)", false },
	/* multilog; svlogd -tt; s6-log T; the server's own log_time */
	{ "@400000006740e1e02f5d1c34 refused: 192.0.2.7:1 (denied)", true },
	{ "2026-11-20_12:00:00.12345 refused: 192.0.2.7:1 (denied)", true },
	{ "2026-11-20_12:00:00.12345 refused: join 1", false },
	{ "2026-11-20 12:00:00.123456789  refused: 192.0.2.7:1 (denied)",
	    true },
	{ "2026-11-20T12:00:00 crash: 192.0.2.7 blocked for 60 s after 3 "
	  "crashes",
	    true },
};

static void
test_documented_lines(void)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_OK(matches(rows[i].line) == rows[i].matches, "%s: %s",
		    rows[i].matches ? "matches" : "does not match",
		    rows[i].line);
}

/* The real one, with the configuration that it came with around our filter. */
#define ASK_FAIL2BAN                                                     \
	"D=${FAIL2BAN_DIR:-/etc/fail2ban}\n"                             \
	"command -v fail2ban-regex >/dev/null && [ -d $D ] || exit 77\n" \
	"cp -r $D dir && cp $FILTER dir/filter.d/forkcastd.conf &&\n"    \
	"fail2ban-regex -c dir --print-all-missed --print-all-matched "  \
	"lines forkcastd"

static void
write_lines(void)
{
	char text[8 * LINE_SIZE], path[SCRATCH_PATH];
	struct buf buf;

	buf_init(&buf, text, sizeof(text));
	for (size_t i = 0; i < COUNT(rows); i++)
		MUST(BUF_CAT(&buf, str_from(rows[i].line), STR("\n")),
		    "too many lines");
	MUST(BUF_CAT(&buf, ((struct str) { "", 1 })), "too many lines");
	scratch_path(path, "lines");
	scratch_write(path, text);
}

static void
test_real(void)
{
	char *path = realpath(FILTER, NULL);
	struct shell *shell;
	char wanted[64];
	int status;
	size_t count = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		count += rows[i].matches;
	(void)snprintf(wanted, sizeof(wanted), "%zu matched, %zu missed", count,
	    COUNT(rows) - count);
	MUST(path != NULL && setenv("FILTER", path, 1) == 0, "no %s", FILTER);
	free(path);
	write_lines();
	shell = shell_start("1", ASK_FAIL2BAN);
	status = shell_status(shell);
	if (status != 77)
		TAP_OK(status == 0 && strstr(shell_said(shell), wanted) != NULL,
		    "fail2ban itself: %s", wanted);
}

static void
come_too_often_and_crash(struct server *server)
{
	for (int i = 0; i < 3; i++) {
		struct conn *conn = conn_open_from(server, "127.0.0.3:0");
		conn_ask(conn, "javad", "ok name javad");
		(void)conn_open_from(server, "127.0.0.3:0");
		server_expect(server, "refused: * (too many from one address)");
		MUST(kill(server_worker(server, "javad"),
			 sanitized() ? SIGABRT : SIGSEGV) == 0,
		    "no worker");
		server_expect(server, "ended: javad ...");
	}
	server_expect(server, "crash: 127.0.0.3 blocked for ...");
	(void)conn_open_from(server, "127.0.0.3:0");
	server_expect(server, "refused: * (blocked)");
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
	test_real();
	struct server *server =
	    server_start(&(struct setup) { .config = "deny 127.0.0.2\n"
						     "max_per_address 1\n"
						     "connect_rate 4\n"
						     "exempt none\n",
		.paced = true });
	(void)conn_open_from(server, "127.0.0.2:0");
	server_expect(server, "refused: * (denied)");
	come_too_often_and_crash(server);
	come_too_fast(server);
	test_log(server);
	server_stop(server);
	return tap_done();
}
