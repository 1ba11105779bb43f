/* Changes of mailboxes: see mail_log.h. */
#include "router/delivery/mail_log.h"

#include <assert.h>

#include "base/config/config.h"
#include "base/state/module.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/kept_log.h"
#include "shared/buf.h"
#include "shared/limits.h"

#define WHERE_ROOM (1 + LIMIT_NAME)
#define LETTER STR("letter")

/* The longest line, as it comes back from the journal. */
static_assert(sizeof("answer  past put  @ letter   ") + 3 * STR_DIGITS +
	    LIMIT_NAME + LIMIT_ACTOR + LIMIT_TEXT <=
	LIMIT_LINE,
    "a letter fits a line of the pipe");
static_assert(sizeof("log c put  @ offer     ") + 3 * LIMIT_ID +
	    2 * LIMIT_NAME + LIMIT_ACTOR + LIMIT_TEXT <=
	LIMIT_LINE,
    "and so does an offer");

static struct {
	char *where;
} mail_log;

struct str
mail_log_where(struct str name)
{
	struct buf where;

	buf_init(&where, mail_log.where, WHERE_ROOM);
	(void)BUF_CAT(&where, STR("@"), name); /* fits */
	return buf_str(&where);
}

/* Logs a line, by one of the functions that do so. */
static bool
say_by(uint64_t (*log)(const struct kept_log_line *line), struct str verb,
    struct str name, struct words rest)
{
	const struct kept_log_line line = { .sort = KEPT_LOG_CONTROL,
		.verb = verb,
		.where = mail_log_where(name),
		.rest = rest };

	return config_wants_journal(config_now()) && log(&line) != 0;
}

static bool
say(struct str verb, struct str name, struct words rest)
{
	return say_by(kept_log_row, verb, name, rest);
}

bool
mail_log_put(
    struct str name, uint64_t letter, struct str actor, struct str text)
{
	return say(
	    STR("put"), name, WORDS(LETTER, DECIMAL(letter), actor, text));
}

bool
mail_log_offer(struct str name, uint64_t since, uint64_t letter,
    struct str sender, struct str actor, struct str text)
{
	return say(STR("put"), name,
	    WORDS(STR("offer"), DECIMAL(letter), DECIMAL(since), sender, actor,
		text));
}

bool
mail_log_cut(struct str name, uint64_t letter)
{
	return say(STR("cut"), name, WORDS(LETTER, DECIMAL(letter)));
}

bool
mail_log_take_back(struct str name, uint64_t letter)
{
	return say_by(kept_log_row_back, STR("cut"), name,
	    WORDS(LETTER, DECIMAL(letter)));
}

bool
mail_log_cut_upto(struct str name, uint64_t letter)
{
	char room[1 + STR_DIGITS];
	struct buf upto;

	buf_init(&upto, room, sizeof(room));
	(void)BUF_CAT(&upto, STR("-"), DECIMAL(letter)); /* fits */
	return say(STR("cut"), name, WORDS(LETTER, buf_str(&upto)));
}

void
mail_log_end(struct str name)
{
	/* If it is lost, the next account is younger than the letters. */
	(void)mail_log_cut_upto(name, event_ids_next_number());
}

MODULE(mail_log) = { TABLES(TABLE(mail_log.where, WHERE_ROOM)) };
