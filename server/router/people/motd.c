/* The server's name and its message of the day: see motd.h. */
#include "router/people/motd.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/config/config.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "base/system/files.h"
#include "router/delivery/answers.h"
#include "router/delivery/fanout.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/text/skeleton.h"
#include "shared/usage.h"

/*
 * The name for a machine without a valid one and for a network without one, and
 * the domain of a machine's name without a dot.
 */
#define USUAL_NAME "forkcast"
#define LOCAL ".local"

struct message {
	size_t len; /* 0: there is none */
	char text[MOTD_MOST];
};

/* In the arena, like everything that is sent; null until first needed. */
static struct {
	struct message *now;
	struct message *next;
} motd;

static bool
have_memory(void)
{
	if (motd.now == NULL)
		motd.now = arena_table(2, sizeof(*motd.now));
	motd.next = motd.now != NULL ? motd.now + 1 : NULL;
	return motd.now != NULL;
}

/* Takes the next line of a text, without its end. */
static struct str
motd_take_line(struct str *rest)
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
		const struct str line = motd_take_line(&text);
		if (line.len > 0 && text_check(line, LIMIT_TOPIC) != CODE_OK)
			return false;
	}
	return true;
}

/* Returns null, or what is wrong with the file. */
static const char *
read_message(const char *path)
{
	struct message *next = motd.next;
	const char *wrong =
	    small_file_read(path, false, next->text, MOTD_MOST, &next->len);

	if (wrong != NULL)
		return wrong;
	if (next->len == MOTD_MOST)
		return "too long: limit 32 KiB";
	return is_sound((struct str) { next->text, next->len }) ?
	    NULL :
	    "lines must be UTF-8 of at most 390 bytes each, without "
	    "control characters other than TAB and those of IRC";
}

bool
motd_read(const char *path, struct error *why)
{
	const char *wrong;

	if (path == NULL && motd.now == NULL)
		return true;
	if (!have_memory())
		return error_set(why, EX_OSERR, "no memory for motd");
	motd.next->len = 0;
	wrong = path != NULL ? read_message(path) : NULL;
	return wrong == NULL ||
	    error_set(why, EX_CONFIG, "motd %s: %s", path, wrong);
}

void
motd_use(void)
{
	if (motd.now == NULL)
		return;
	motd.now->len = motd.next->len;
	memcpy(motd.now->text, motd.next->text, motd.next->len);
}

enum outcome
motd_cmd(uint32_t who, const struct command *command)
{
	struct str text = { NULL, 0 };
	uint64_t count = 0;

	if (motd.now != NULL)
		text = (struct str) { motd.now->text, motd.now->len };
	for (; text.len > 0; count++) {
		const struct str line = motd_take_line(&text);
		fanout_client(who,
		    WORDS(command->rule->word, line.len > 0 ? line : STR(" ")));
	}
	return answers_ok(who, command, WORDS(DECIMAL(count)));
}

/*
 * Returns the configured name, or else the machine's name if it is valid, or
 * else a fixed one. A machine's name without a dot gets ".local", because some
 * clients recognize a server by a dot in its name.
 */
static struct str
server_name(char room[MOTD_NAME])
{
	const struct config *config = config_now();
	size_t len;

	if (config->server_name != NULL)
		return str_from(config->server_name);
	if (gethostname(room, LIMIT_TOKEN) != 0)
		return STR(USUAL_NAME LOCAL);
	room[LIMIT_TOKEN - 1] = '\0';
	len = strlen(room);
	if (label_check((struct str) { room, len }) != CODE_OK)
		return STR(USUAL_NAME LOCAL);
	if (strchr(room, '.') == NULL)
		memcpy(room + len, LOCAL, sizeof(LOCAL)); /* there is room */
	return str_from(room);
}

struct str
motd_find_like(struct str name, char room[MOTD_NAME])
{
	const struct str own = server_name(room);

	return skeleton_confusable(name, own) ? own : (struct str) { NULL, 0 };
}

enum outcome
server_cmd(uint32_t who, const struct command *command)
{
	const struct config *config = config_now();
	char room[MOTD_NAME];

	return answers_ok(who, command,
	    WORDS(server_name(room),
		config->network != NULL ? str_from(config->network) :
					  STR(USUAL_NAME),
		DECIMAL(clock_wall() - ticks_uptime()), STR(VERSION),
		DECIMAL(config->max_joined), identity_host(who)));
}

static void
motd_save(struct state *state)
{
	if (motd.now != NULL && motd.now->len > 0)
		state_put_bytes(state, STR("text:"),
		    (struct str) { motd.now->text, motd.now->len });
}

static void
motd_load(struct state *state)
{
	size_t len;

	while (state_next(state)) {
		if (!state_is(state, STR("text:")) ||
		    !state_length(state, MOTD_MOST, &len))
			continue;
		if (!have_memory()) {
			state_no_memory(state);
			return;
		}
		if (!state_bytes(state, motd.now->text, len))
			return;
		if (is_sound((struct str) { motd.now->text, len }))
			motd.now->len = len;
		else
			state_wrong(state, "invalid text");
	}
}

MODULE(motd) = { SECTION("motd", motd) };
