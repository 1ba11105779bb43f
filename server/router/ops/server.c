/*
 * The server as clients see it: its name, its message of the day, a file that
 * is read at start and at each reload, its counts, its clock and its verbs. See
 * server.h.
 */
#include "router/ops/server.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config/config.h"
#include "base/log/stats.h"
#include "base/state/module.h"
#include "base/system/files.h"
#include "router/delivery/answers.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/self/self.h"
#include "shared/names.h"
#include "shared/text/twins.h"
#include "shared/usage.h"

/*
 * The name for a machine without a valid one and for a network without one, and
 * the domain of a machine's name without a dot.
 */
#define USUAL_NAME "forkcast"
#define LOCAL ".local"

/* Size limit of the message's file, in bytes. */
#define MOTD_MOST ((size_t)32 * 1024)

/* In the arena, like everything that is sent. */
static struct {
	char *now;
	char *next;
	size_t len; /* 0: there is no message */
	size_t next_len;
} server;

/* Takes the next line of a text, without its end. */
static struct str
take_motd_line(struct str *rest)
{
	struct str line = str_cut(rest, '\n');

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

static bool
is_sound(struct str text)
{
	while (text.len > 0) {
		const struct str line = take_motd_line(&text);
		if (line.len > 0 && text_check(line, LIMIT_TOPIC) != CODE_OK)
			return false;
	}
	return true;
}

bool
server_motd_read(const char *path, struct error *why)
{
	const char *wrong = NULL;

	server.next_len = 0;
	if (path == NULL)
		return true;
	wrong = file_read_small(
	    path, false, server.next, MOTD_MOST, &server.next_len);
	if (wrong == NULL && server.next_len == MOTD_MOST)
		wrong = "too long: limit 32 KiB";
	if (wrong == NULL &&
	    !is_sound((struct str) { server.next, server.next_len }))
		wrong =
		    "lines must be UTF-8 of at most 390 bytes each, without "
		    "control characters other than TAB and those of IRC";
	return wrong == NULL ||
	    error_set(why, EX_CONFIG, "motd %s: %s", path, wrong);
}

void
server_motd_use(void)
{
	server.len = server.next_len;
	memcpy(server.now, server.next, server.len);
}

enum outcome
motd_cmd(conn_id who, const struct command *command)
{
	struct str text = { server.now, server.len };
	uint64_t count = 0;

	for (; text.len > 0; count++) {
		const struct str line = take_motd_line(&text);
		fanout_conn(who,
		    WORDS(command->rule->word, line.len > 0 ? line : STR(" ")));
	}
	return answers_ok(who, command, WORDS(DECIMAL(count)));
}

static void
motd_save(struct state *state)
{
	if (server.len > 0)
		state_put_bytes(state, STR("text:"),
		    (struct str) { server.now, server.len });
}

static void
motd_load(struct state *state)
{
	while (state_next(state)) {
		if (!state_is(state, STR("text:")))
			continue;
		if (state->bytes.len > MOTD_MOST || !is_sound(state->bytes)) {
			state_wrong(state, "invalid text");
			return;
		}
		server.len = state->bytes.len;
		memcpy(server.now, state->bytes.at, server.len);
	}
}

MODULE(motd) = { TABLES(TABLE(server.now, MOTD_MOST),
		     TABLE(server.next, MOTD_MOST)),
	SECTION("motd", motd) };

/* The name without a configured one, from the start on. */
static struct host {
	char name[LIMIT_TOKEN]; /* shorter ones are valid */
} host;

/*
 * It is the machine's name if that is valid, or else a fixed one. A machine's
 * name without a dot gets ".local", because some clients recognize a server by
 * a dot in its name.
 */
static void
host_init(void)
{
	const size_t most = LIMIT_TOKEN - sizeof(LOCAL);
	size_t len = 0;

	if (gethostname(host.name, LIMIT_TOKEN) == 0)
		len = strnlen(host.name, LIMIT_TOKEN - 1);
	host.name[len] = '\0';
	if (len == 0 || label_check((struct str) { host.name, len }) != CODE_OK)
		memcpy(host.name, USUAL_NAME LOCAL, sizeof(USUAL_NAME LOCAL));
	else if (strchr(host.name, '.') == NULL)
		memcpy(host.name + (len < most ? len : most), LOCAL,
		    sizeof(LOCAL));
}

static const struct field saved_host[] = { FIELD(TEXT, struct host, name) };

MODULE(host) = { .init = host_init, FIELDS_SECTION("host", saved_host, host) };

struct str
server_name(void)
{
	const char *name = config_now()->server_name;

	return str_from(name != NULL ? name : host.name);
}

struct str
server_find_like(struct str name)
{
	const struct str own = server_name();

	return twins_alike(name, own) ? own : (struct str) { NULL, 0 };
}

enum outcome
server_cmd(conn_id who, const struct command *command)
{
	const struct config *config = config_now();

	return answers_ok(who, command,
	    WORDS(server_name(),
		config->network != NULL ? str_from(config->network) :
					  STR(USUAL_NAME),
		DECIMAL(stats_now()->started), STR(VERSION),
		DECIMAL(config->max_joined), clients_host(client_of(who)),
		str_from(config->isupport != NULL ? config->isupport : "")));
}

enum outcome
counts_cmd(conn_id who, const struct command *command)
{
	const struct clients_counts *counts = clients_counts();

	return answers_ok(who, command,
	    WORDS(DECIMAL(counts->named), DECIMAL(counts->here - counts->named),
		DECIMAL(watches_count(WORDS_OPER)), DECIMAL(groups_count())));
}

/* Replies with the clock that orders events; no two replies are the same. */
enum outcome
time_cmd(conn_id who, const struct command *command)
{
	const uint64_t now = event_ids_next();
	char room[DATE_TEXT];

	return answers_ok(
	    who, command, WORDS(DECIMAL(now), str_date(now, room)));
}

/* Explains one verb, or all. */
enum outcome
help_cmd(conn_id who, const struct command *command)
{
	const bool all =
	    command->count == 0 || str_eq(command->arg[0], STR("-"));
	const struct rule *rule;

	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT &&
		    (all || str_eq(command->arg[0], rule->word)))
			fanout_conn(who,
			    WORDS(STR("help"), rule->usage, STR("-"),
				rule->help));
	return answers_ok(who, command, NO_WORDS);
}
