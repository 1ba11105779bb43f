/* Dialogues: see talks.h. */
#include "talks.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bridged.h"
#include "deadline.h"
#include "dice.h"
#include "fake.h"
#include "otherwise.h"
#include "proc.h"
#include "pty.h"
#include "scan.h"
#include "scripts.h"
#include "shell.h"
#include "talk_lines.h"
#include "talkers.h"
#include "tap.h"
#include "terminals.h"
#include "upgrade.h"

#define TEXT 65536
#define ARROW " => "
#define CHECK "forkcastctl -p $SERVER check -t 600"

/* How often the server is upgraded before a drawn line. */
#define DRAWN 4

/* Children of a server that is killed, at most. */
#define CHILDREN 256

static struct {
	char config[TEXT];
	const char
	    *program; /* in place of forkcastd, whose options it has not */
	char *args; /* of the next server */
	bool begun;
	bool is_paced; /* a line of the file moves the server's clock */
	bool is_hostile; /* what a client says can take its worker over */
	struct server *server;
	struct bridged *site; /* the servers that bridges join */
	const char *who; /* of the last line */
	const char *address; /* of the server, for programs on terminals */
	size_t upgrades; /* of this server */
	struct conn *upgrade; /* that has begun, and not ended */
	bool is_hindered; /* none can begin: a process is stopped, or ends */
	size_t drawn[DRAWN]; /* lines before which it is upgraded, sorted */
	size_t passed; /* so many of them */
	char listen[SETUP_LISTEN][SCRATCH_PATH]; /* besides TCP */
	size_t listens;
	size_t rows; /* of a screen, that have come */
	char screen[TEXT];
	bool has_script; /* that is to be run; */
	char lines[TEXT]; /* its lines */
	struct shell *ended; /* or one that is to end */
	int status; /* how it ends */
	bool is_read; /* what it has written matters */
	char said[TEXT]; /* what it says, */
	char complained[TEXT]; /* and complains */
} talk;

static char
hex_byte(const char *digits)
{
	const char two[] = { digits[0], digits[0] ? digits[1] : '\0', '\0' };

	return (char)strtoul(two, NULL, 16);
}

/* The byte that a letter behind a backslash stands for. */
static char
letter(char name)
{
	switch (name) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case 'e':
		return '\033';
	default:
		return name;
	}
}

/* Undoes what is written as in C, in place. */
static void
unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		if (*from != '\\') {
			*to++ = *from;
		} else if (*++from == 'x') {
			*to++ = hex_byte(++from);
			from++;
		} else {
			*to++ = letter(*from);
		}
	}
	*to = '\0';
}

static void
configure(const char *key, const char *value)
{
	const size_t len = strlen(talk.config);
	const char *at = strstr(value, "@/");
	const int before = at != NULL ? (int)(at - value) : 0;
	char path[SCRATCH_PATH] = "";

	if (at != NULL)
		scratch_path(path, at + 2);
	const int more = snprintf(talk.config + len, sizeof(talk.config) - len,
	    "%s %.*s%s\n", key, before, value, at != NULL ? path : value);
	if (more < 0 || (size_t)more >= TEXT - len)
		talk_lines_wrong("this cannot be configured");
}

/* Configures a path, which scripts have as $KEY. */
static void
configure_path(const char *key, const char *path)
{
	configure(key, path);
	MUST(setenv(key, path, 1) == 0, "no memory");
}

/* A new directory of the server's user. */
static void
add_directory(const char *key)
{
	char path[SCRATCH_PATH], name[32];

	(void)snprintf(
	    name, sizeof(name), "of-line-%zu", talk_lines_row()); /* fits */
	scratch_path(path, name);
	MUST(mkdir(path, 0700) == 0, "no directory");
	scratch_give(path);
	configure_path(key, path);
}

/* Is it a key whose value is such a directory? */
static bool
is_directory(const char *line)
{
	if (strncmp(line, "directory ", 10) != 0)
		return false;
	add_directory(strchr(line, ' ') + 1);
	return true;
}

/* Is it one of the words for what many dialogues configure? */
static bool
is_usual(const char *line)
{
	const bool recorded = strcmp(line, "recorded") == 0;
	const bool kept = recorded || strcmp(line, "kept") == 0;

	if (!kept && strcmp(line, "quick") != 0)
		return false;
	configure("hash_rounds", "4096");
	configure("password_time", "0");
	if (kept)
		add_directory("state");
	if (recorded)
		configure("history", "all");
	return true;
}

/* Is the line of the configuration? */
static bool
is_configured(char *line)
{
	const bool file = strncmp(line, "file ", 5) == 0;
	char path[SCRATCH_PATH];
	char *key, *value;

	if (is_directory(line) || is_usual(line))
		return true;
	if (!file && strncmp(line, "config ", 7) != 0)
		return false;
	key = strchr(line, ' ') + 1;
	value = talk_lines_behind(key);
	unescape(value);
	if (file) {
		scratch_path(path, key);
		scratch_write(path, value);
		configure_path(key, path);
	} else {
		configure(key, value);
	}
	return true;
}

/* Adds a line to those that are wanted. */
static void
add_line(char *text, const char *line)
{
	const size_t len = strlen(text);
	const int more = snprintf(text + len, TEXT - len, "%s\n", line);

	if (more < 0 || (size_t)more >= TEXT - len)
		talk_lines_wrong("too many lines");
}

/*
 * "STATUS LINE": the script must end so, and complain of that, if anything;
 * what else it has written may follow.
 */
static void
await_end(char *how, bool is_read)
{
	const char *complaint = talk_lines_behind(how);

	talk.ended = scripts_find(talk.who);
	talk.status = scripts_status(how);
	talk.is_read = is_read;
	talk.said[0] = talk.complained[0] = '\0';
	if (complaint != NULL)
		add_line(talk.complained, complaint);
}

/*
 * Somebody does that: an act of talkers.h, scripts.h or terminals.h. What a
 * script has written follows.
 */
static void
act(const char *word, char *rest)
{
	static char by_term[] = "TERM";

	if (rest != NULL)
		unescape(rest);
	if (strcmp(word, "ended") == 0 || strcmp(word, "done") == 0) {
		await_end(rest, *word == 'e');
	} else if (strcmp(word, "leaves") == 0 &&
	    scripts_act(talk.who, "signal", "TERM", talk.address)) {
		fake_part();
		await_end(by_term, true);
	} else if (strcmp(talk.who, "fake") == 0) {
		if (!fake_act(word, rest != NULL ? talkers_filled(rest) : NULL))
			talk_lines_wrong("no such word");
	} else if (strcmp(word, "screen") != 0 &&
	    !talkers_act(talk.who, word, rest) &&
	    !scripts_act(talk.who, word, rest, talk.address)) {
		terminals_act(talk.who, word,
		    rest != NULL ? talkers_filled(rest) : NULL, talk.address);
	}
}

/* Somebody says or gets that: a sign, and the text. */
static void
speak(char *sign)
{
	const bool is_double = sign[1] == sign[0];
	const char word[] = { *sign, is_double ? *sign : '\0', '\0' };
	char *text = sign + 1 + is_double, *answer;

	text += *text == ' ';
	*sign = '\0';
	if (strcmp(talk.who, "log") == 0) {
		unescape(text);
		server_expect(talk.server, "%s", text);
		return;
	}
	answer = strcmp(word, ">") == 0 || strcmp(talk.who, "fake") == 0 ?
	    strstr(text, ARROW) :
	    NULL;
	if (answer != NULL) {
		*answer = '\0';
		answer += strlen(ARROW);
	}
	act(word, text);
	if (answer != NULL)
		act(*word == '>' ? "<" : ">", answer);
}

static void
reload(char *key)
{
	char *value = talk_lines_behind(key);

	unescape(value);
	configure(key, value);
	server_reload(talk.server, talk.config);
}

/* The configuration has this key no more. */
static void
unset(char *key)
{
	const size_t len = strlen(key);
	char *line = talk.config;

	while (*line != '\0') {
		char *next = line + strcspn(line, "\n") + 1;
		if (strncmp(line, key, len) == 0 && line[len] == ' ')
			memmove(line, next, strlen(next) + 1);
		else
			line = next;
	}
}

/* What the circumstances add to the configuration, behind that of the file. */
static void
configure_otherwise(bool file_listens)
{
	if (otherwise_is(RECORDED) && strstr(talk.config, "state ") == NULL)
		add_directory("state");
	if (otherwise_is(RECORDED) && strstr(talk.config, "history ") == NULL)
		configure("history", "all");
	if (otherwise_is(PROXIED) && file_listens &&
	    strstr(talk.config, " proxy\n") == NULL)
		configure("listen", "127.0.0.2:0 proxy secure");
}

static void
begin_server(void)
{
	const bool file_listens = strncmp(talk.config, "listen ", 7) == 0 ||
	    strstr(talk.config, "\nlisten ") != NULL;

	if (talk.program == NULL)
		configure_otherwise(file_listens);
	struct setup setup = { .config = talk.config,
		.file_listens = file_listens,
		.paced = talk.is_paced };

	if (talk.is_hostile) {
		setup.program = "tests/servers/hostile/forkcastd";
		setup.alone = true;
	}
	if (talk.program != NULL) {
		setup.program = talk.program;
		setup.args_alone = setup.usual_file = true;
	}
	for (size_t i = 0; talk.args != NULL && i < SETUP_ARGS; i++) {
		setup.args[i] = talk.args;
		talk.args = talk_lines_behind(talk.args);
	}
	const bool is_proxied = otherwise_is(PROXIED) && !file_listens;
	if (talk.listens > 0 || is_proxied)
		setup.listen[0] = "127.0.0.1:0";
	for (size_t i = 0; i < talk.listens; i++)
		setup.listen[i + 1] = talk.listen[i];
	if (is_proxied)
		setup.listen[talk.listens + 1] = "127.0.0.2:0 proxy secure";
	talk.server = server_start(&setup);
	talkers_use(talk.server);
	talk.address = talk.server->address[0];
	talk.begun = true;
	talk.is_hindered = false;
	talk.upgrades = 0;
}

static void
begin(void)
{
	if (!talk.begun)
		begin_server();
}

/* The program that is next. */
static const char *
next_program(void)
{
	return talk.upgrades++ % 2 == 0 ? UPGRADE_LATER :
	    talk.is_paced		? UPGRADE_PACED :
					  UPGRADE_THIS;
}

static void
upgrade_in_steps(char *step)
{
	begin();
	if (strcmp(step, "begins") == 0)
		talk.upgrade = upgrade_ask(
		    talk.server, "upgrade %s", upgrade_program(next_program()));
	else
		upgrade_expect(talk.upgrade, "ok ...");
	if (*step == 'e')
		talk.upgrade = NULL;
}

/* The next program has other helpers. */
static void
take_over(const char *program)
{
	const bool has_journal = strstr(talk.config, "state ") != NULL;
	pid_t child[CHILDREN];
	char title[32];
	size_t former = 0;

	if (has_journal)
		(void)server_worker(talk.server, "journal");
	const size_t count = proc_children(talk.server->pid, child, CHILDREN);
	for (size_t i = 0; i < count; i++) {
		proc_title(child[i], title, sizeof(title));
		if (strcmp(title, "forkcastd: journal") == 0 ||
		    strcmp(title, "forkcastd: keeper") == 0)
			child[former++] = child[i];
	}
	upgrade_to(talk.server, program);
	while (former > 0)
		proc_expect_gone(child[--former]);
	if (has_journal)
		(void)server_worker(talk.server, "journal");
}

static void
upgrade(char *text)
{
	(void)text;
	begin();
	take_over(next_program());
}

/*
 * An upgrade waits for both helpers. One that is stopped before it has begun
 * would be another case.
 */
static void
signal_helper(const char *name, const char *how)
{
	server_await_rest();
	server_signal_worker(talk.server, name, scripts_signal(how));
	talk.is_hindered = strcmp(how, "stop") == 0;
}

/*
 * Can the server be upgraded now, and would nobody be told? The next program
 * does not log what this one is about to.
 */
static bool
can_be_upgraded(const char *line)
{
	return talk.server != NULL && talk.server->pid != 0 &&
	    talk.upgrade == NULL && talk.program == NULL && talk.site == NULL &&
	    !talk.is_hostile && !talk.is_hindered &&
	    strncmp(line, "ended ", 6) != 0 && strncmp(line, "log< ", 5) != 0 &&
	    !talkers_operate() && access(talk.server->control, F_OK) == 0;
}

/*
 * Under such circumstances, the program that runs takes over before each line
 * that was drawn, or soon after. What the server has logged before can still be
 * wanted.
 */
static void
upgrade_if_drawn(const char *line)
{
	const size_t row = talk_lines_row();

	if (talk.passed == DRAWN || row < talk.drawn[talk.passed] ||
	    !can_be_upgraded(line))
		return;
	while (talk.passed < DRAWN && row >= talk.drawn[talk.passed])
		talk.passed++;
	const size_t seen = talk.server->seen;
	tap_note("upgraded before line %zu", row);
	take_over(talk.upgrades % 2 == 1 ? UPGRADE_LATER :
		talk.is_paced		 ? UPGRADE_PACED :
					   UPGRADE_THIS);
	talk.server->seen = seen;
}

/* Draws these lines, in their order. */
static void
draw_lines(size_t rows)
{
	for (size_t i = 0; i < DRAWN; i++) {
		const size_t row = 1 + dice((uint32_t)rows);
		size_t at = i;
		for (; at > 0 && talk.drawn[at - 1] > row; at--)
			talk.drawn[at] = talk.drawn[at - 1];
		talk.drawn[at] = row;
	}
}

/* The signal to the journal; if that kills it, the next one comes. */
static void
signal_journal(char *word)
{
	const usec end = deadline();
	pid_t old;

	begin();
	old = server_worker(talk.server, "journal");
	signal_helper("journal", word);
	if (strcmp(word, "kill") != 0)
		return;
	server_expect(talk.server, "journal: pid * ended, ...");
	if (talk.is_paced)
		server_pace(talk.server, SEC);
	while (server_worker(talk.server, "journal") == old)
		MUST(deadline_pause(end), "there is no other journal");
}

/* The server is killed, and starts again with what it has; all are gone. */
static void
crash(char *text)
{
	pid_t child[CHILDREN];
	size_t count = 0;

	(void)text;
	if (talk.server->pid != 0) { /* it has not ended */
		count = proc_children(talk.server->pid, child, CHILDREN);
		server_signal(talk.server, SIGKILL);
	}
	(void)server_status(talk.server);
	talkers_leave();
	/* They have the lock of the state. */
	for (size_t i = 0; i < count; i++)
		proc_expect_gone(child[i]);
	begin_server();
}

static void
end_server(char *status)
{
	const int wanted = (int)strtol(status, NULL, 10);
	const int got = server_status(talk.server);

	if (got != wanted)
		must_end(HERE, "it ended with %d", got);
	talk.server = NULL;
}

static void
set(const char *variable, const char *value)
{
	MUST(setenv(variable, value, 1) == 0, "out of memory");
}

static void
set_path(const char *variable, const char *path)
{
	char *whole = realpath(path, NULL);

	MUST(whole != NULL, "there is no %s", path);
	set(variable, whole);
	free(whole);
}

/* In scripts, $SOURCE and $BUILT. */
static void
name_places(void)
{
	const char *build = getenv("FORKCAST_BUILD");

	set_path("SOURCE", ".");
	set_path("BUILT", build != NULL ? build : "build");
}

static void
need(char *programs)
{
	char script[512];

	(void)snprintf(script, sizeof(script),
	    "for i in %s; do command -v $i >&2 || "
	    "{ printf 'there is no %%s here' $i; exit 1; }; done",
	    programs); /* fits */
	struct shell *shell = shell_start("1", script);
	if (shell_status(shell) != 0)
		tap_skip(shell_said(shell));
}

static void
run_where(char *script)
{
	name_places();
	if (shell_status(shell_start("1", script)) != 0)
		tap_skip(script);
}

static void
restart(char *text)
{
	(void)text;
	talk.server->descriptors = 0; /* who is there stays to the end */
	server_stop(talk.server);
	talkers_leave();
	begin_server();
}

/* "VERDICT; REASON", or a verdict alone: waits until it is all that is said. */
static void
check(char *verdict)
{
	char script[320], wanted[160];
	const bool is_ok = strncmp(verdict, "OK", 2) == 0;
	char *why = verdict + strcspn(verdict, ";");

	begin();
	(void)snprintf(wanted, sizeof(wanted),
	    "FORKCAST %.*s - running, * of * clients%s | ...\n",
	    (int)(why - verdict), verdict, why);
	(void)snprintf(script, sizeof(script),
	    "until " CHECK " | grep -q '%.*s.*%s'; do "
	    "sleep 0.05 || sleep 1; done; " CHECK,
	    (int)(why - verdict), verdict, why);
	shell_set_number("SERVER", talk.server->was);
	scripts_end(shell_start("1", script), is_ok ? 0 : 2, wanted, "");
}

/* They join the group one after the other. */
static void
meet(char *group)
{
	char *const first = talk_lines_behind(group);
	char *next;

	begin();
	for (char *who = first; who != NULL; who = next) {
		next = talk_lines_behind(who);
		talkers_meet(group, first, who);
	}
}

/* The programs are found from any directory. */
static void
fix_build(void)
{
	const char *given = getenv("FORKCAST_BUILD");
	char *path = realpath(given != NULL ? given : "build", NULL);

	MUST(path != NULL && setenv("FORKCAST_BUILD", path, 1) == 0,
	    "cannot find the programs");
	free(path);
}

/* A server whose address is short, and relative to the directory entered. */
static void
begin_scene(char *text)
{
	char path[SCRATCH_PATH];
	const struct setup setup = { .listen = { path } };

	(void)text;
	fix_build();
	scratch_path(path, ".");
	MUST(chdir(path) == 0, "cannot enter %s", path);
	scratch_path(path, "s");
	talk.server = server_start(&setup);
	talkers_use(talk.server);
	talk.address = "./s";
	talk.begun = true;
}

static void
begin_fake(char *text)
{
	(void)text;
	terminals_leave();
	talk.address =
	    fake_start(talk.listens > 0 ? talk.listen[0] : "127.0.0.1:0");
	talk.begun = true;
}

/* Those that talk from now on do so at that server. */
static void
use_site(char *number)
{
	const struct bridged *site = &talk.site[strtoul(number, NULL, 10)];

	talk.server = site->server;
	talkers_use(talk.server);
	talk.address = site->address;
	shell_set_number("NATS", (long)site->port);
	shell_set_number("BRIDGE", site->bridge->pid);
}

/* "COUNT GROUPS": so many servers, whose bridges carry them. */
static void
begin_bridged(char *count)
{
	const char *groups = talk_lines_behind(count);
	char first[] = "0";

	configure("group", "tea");
	talk.site =
	    bridged_begin(strtoul(count, NULL, 10), talk.config, groups);
	talk.begun = true;
	use_site(first);
}

/* From here on, other clients talk to another server. */
static void
begin_anew(char *text)
{
	(void)text;
	if (talk.server != NULL)
		server_stop(talk.server);
	talk.server = NULL;
	talkers_forget();
	talk.begun = false;
	talk.config[0] = '\0';
	talk.listens = 0;
}

/* So many seconds pass for the server; "all 60": also for its children. */
static void
pass(char *text)
{
	server_await_rest(); /* what was said has arrived */
	if (strncmp(text, "all ", 4) == 0)
		server_pace_all(talk.server, strtoul(text + 4, NULL, 10) * SEC);
	else
		server_pace(
		    talk.server, (usec)(strtod(text, NULL) * (double)SEC));
}

static void
listen_at(char *path)
{
	MUST(talk.listens + 1 < SETUP_LISTEN, "too many");
	scratch_path(talk.listen[talk.listens++], path);
}

/* The lines of a file that scripts have made. */
static void
include(char *name)
{
	char path[SCRATCH_PATH];

	scratch_path(path, name);
	talk_lines_include(path);
}

static void
give_settings(char *text)
{
	unescape(text);
	pty_config(text);
}

/* "NAME VALUE" for the programs that start from now on, or to unset it. */
static void export(char *name)
{
	const char *value = talk_lines_behind(name);

	pty_environment();
	MUST((value != NULL ? setenv(name, value, 1) : unsetenv(name)) == 0,
	    "no memory");
}

/* Neither the server nor its keeper, which root alone reads, has the text. */
static void
expect_wiped(char *text)
{
	const pid_t keeper = server_worker(talk.server, "keeper");
	const long found =
	    sanitized() ? -1 : scan_process(talk.server->pid, text, true);

	if (found < 0)
		tap_skip("it takes the right to read /proc/PID/mem, and no "
			 "sanitizers");
	MUST(found + scan_process(keeper, text, true) <= 0, "\"%s\" is there",
	    text);
}

/* A word that sets something up, and what it does with the rest. */
#define WORD(name, ...)              \
	static void name(char *text) \
	{                            \
		(void)text;          \
		__VA_ARGS__;         \
	}
WORD(give_program, talk.program = text)
WORD(give_args, talk.args = text)
WORD(leap, server_leap(talk.server, strtoul(text, NULL, 10) * SEC))
WORD(be_hostile, talk.is_hostile = true)
WORD(open_page, scripts_open_page(text))
WORD(term, pty_term(text))
WORD(pace_clients, pty_paced(true))
WORD(stand_at_noon, pty_noon())
WORD(signal_keeper, signal_helper("keeper", text))

/* Reads a line that sets something up; false if it is another line. */
static bool
is_set(char *line)
{
	static const struct {
		const char *word;
		void (*act)(char *rest);
		/* The server is there before it; or the word is the line. */
		enum { ANYWHERE, BEGINS, ALONE } how;
	} words[] = {
		{ "pace", pass, BEGINS },
		{ "leap", leap, ANYWHERE },
		{ "journal", signal_journal, ANYWHERE },
		{ "keeper", signal_keeper, BEGINS },
		{ "wiped", expect_wiped, ANYWHERE },
		{ "program", give_program, ANYWHERE },
		{ "args", give_args, ANYWHERE },
		{ "hostile", be_hostile, ALONE },
		{ "needs", need, ANYWHERE },
		{ "where", run_where, ANYWHERE },
		{ "ended", end_server, ANYWHERE },
		{ "unset", unset, ANYWHERE },
		{ "reload", reload, BEGINS },
		{ "check", check, ANYWHERE },
		{ "meet", meet, ANYWHERE },
		{ "listen", listen_at, ANYWHERE },
		{ "upgrade", upgrade, ALONE },
		{ "upgrade", upgrade_in_steps, ANYWHERE },
		{ "crash", crash, ALONE },
		{ "restart", restart, ALONE },
		{ "scene", begin_scene, ALONE },
		{ "fake", begin_fake, ALONE },
		{ "next", begin_anew, ALONE },
		{ "noon", stand_at_noon, ALONE },
		{ "paced", pace_clients, ALONE },
		{ "bridged", begin_bridged, ANYWHERE },
		{ "site", use_site, ANYWHERE },
		{ "page", open_page, ANYWHERE },
		{ "include", include, ANYWHERE },
		{ "settings", give_settings, ANYWHERE },
		{ "export", export, ANYWHERE },
		{ "term", term, ANYWHERE },
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		const size_t len = strlen(words[i].word);
		if (strncmp(line, words[i].word, len) != 0 ||
		    line[len] != (words[i].how == ALONE ? '\0' : ' '))
			continue;
		if (words[i].how == BEGINS)
			begin();
		words[i].act(line + len + (words[i].how != ALONE));
		return true;
	}
	return is_configured(line);
}

/* Adds a row to those of the screen that is wanted. */
static void
add_row(const char *row)
{
	const size_t len = strlen(talk.screen);
	const int more = snprintf(talk.screen + len, TEXT - len, "%s%s",
	    talk.rows++ > 0 ? "\n" : "", row);

	if (more < 0 || (size_t)more >= TEXT - len)
		talk_lines_wrong("too many rows");
}

/* The rows before this line are a screen. */
static void
end_screen(void)
{
	if (talk.rows > 0)
		terminals_show(talk.who, talk.screen);
	talk.rows = 0;
	talk.screen[0] = '\0';
}

/* Runs the script before this line. */
static struct shell *
run_script(void)
{
	begin();
	if (talk.server != NULL) {
		shell_set_number("SERVER", talk.server->was);
		set("CONTROL", talk.server->control);
		set("config", talk.server->config);
	}
	name_places();
	if (strstr(talk.lines, "$KEEPER") != NULL)
		shell_set_number(
		    "KEEPER", server_worker(talk.server, "keeper"));
	if (strstr(talk.lines, "$JOURNAL") != NULL)
		shell_set_number(
		    "JOURNAL", server_worker(talk.server, "journal"));
	const char *script = scripts_filled(talk.lines);
	/* The server ends, or is stopped: but for a reload or a summary. */
	if (strstr(script, "kill ") != NULL &&
	    strstr(script, "$SERVER") != NULL &&
	    strstr(script, "-HUP") == NULL && strstr(script, "-USR1") == NULL)
		talk.is_hindered = strstr(script, "-CONT") == NULL;
	if (strstr(script, "SERVER drain") != NULL ||
	    strstr(script, "SERVER stop") != NULL)
		talk.is_hindered = true; /* it refuses an upgrade */
	return shell_start(talk.address, script);
}

/* Compares the words of a script before this line, if there is one. */
static void
end_script(void)
{
	struct shell *shell = talk.has_script ? run_script() : talk.ended;

	if (shell != NULL)
		scripts_end(shell, talk.status, talk.is_read ? talk.said : NULL,
		    talk.is_read ? talk.complained : NULL);
	if (talk.has_script)
		PASS("%s", talk.lines);
	talk.ended = NULL;
	talk.has_script = false;
}

/* A line about a script, behind "$". */
static void
take_script(char *line)
{
	unescape(line);
	if (*line == ' ') {
		end_script();
		talk.said[0] = talk.complained[0] = '\0';
		(void)snprintf(talk.lines, TEXT, "%s", line + 1); /* fits */
		talk.has_script = talk.is_read = true;
		talk.status = 0;
	} else if (*line == '+') {
		*line = '\n'; /* and the space is none of a here-document */
		memmove(line + 1, line + 2, strlen(line + 1));
		if (strlen(talk.lines) + strlen(line) >= TEXT)
			talk_lines_wrong("too many lines");
		memcpy(talk.lines + strlen(talk.lines), line, strlen(line) + 1);
	} else if (*line == '?') {
		talk.status = (int)strtol(line + 1, &line, 10);
		if (*line == ' ')
			add_line(talk.complained, line + 1);
	} else {
		add_line(*line == '|' ? talk.said : talk.complained, line + 2);
	}
}

static void
run_line(char *line)
{
	char *end = line + strcspn(line, "<> ");

	if (*line == '$') {
		take_script(line + 1);
		return;
	}
	end_script();

	if (*line == '|') {
		unescape(line);
		add_row(line + 1);
		return;
	}
	end_screen();
	upgrade_if_drawn(line);
	if (*line == '\0' || *line == '#' || is_set(line))
		return;
	begin();
	if (*line == '=') {
		unescape(line + 2);
		PASS("%s", line + 2);
		return;
	}
	if (end > line)
		talk.who = line;
	else
		end++;
	if (*end == '<' || *end == '>') {
		speak(end);
	} else if (end == line + 1 && *line == ' ') {
		act(end, talk_lines_behind(end));
	} else {
		*end++ = '\0';
		act(end, talk_lines_behind(end));
	}
}

/* "# not with upgrade: REASON" */
static void
skip_if_unfit(void)
{
	char head[64];
	const char *reason;

	(void)snprintf(
	    head, sizeof(head), "# not with %s:", otherwise_word()); /* fits */
	reason = talk_lines_find(head);
	MUST(
	    reason == NULL || strlen(reason) > 1, "\"%s\" has no reason", head);
	if (reason != NULL)
		tap_skip(reason + 1);
}

int
talks_main(int argc, char *argv[])
{
	MUST(argc == 2, "usage: talks [CIRCUMSTANCE:]FILE");
	const size_t rows = talk_lines_read(otherwise_begin(argv[1]));
	skip_if_unfit();
	if (!otherwise_is(AS_USUAL))
		dice_begin();
	talk.is_paced = talk_lines_find("pace ") != NULL;
	talk.passed = DRAWN;
	if (otherwise_is(UPGRADE)) {
		draw_lines(rows);
		talk.passed = 0;
	}
	talk_lines_run(run_line);
	end_script();
	end_screen();
	terminals_leave();
	scripts_close_page();
	if (talk.server != NULL)
		server_stop(talk.server);
	talkers_forget();
	return tap_done();
}
