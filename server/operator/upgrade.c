/* The request for an upgrade: see upgrade.h. */
#include "operator/upgrade.h"

#include <string.h>

#include "base/log/log.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "base/system/program.h"
#include "operator/shutdown.h"

/* The request and its result, in the arena. */
static struct upgrade {
	struct upgrade_wish wish;
	bool running;
	uint32_t number; /* the last one given; 0: none */
	bool good; /* its result */
	char text[1024];
} * upgrade;

/* Returns null, or why an upgrade is refused now. */
static const char *
what_is_wrong(struct str path)
{
	if (shutdown_word() != NULL)
		return "the server is draining or stopping";
	if (upgrade->running)
		return "another upgrade is running";
	if (path.len == 0)
		return program_path() != NULL ?
		    NULL :
		    "unknown program file; name one";
	if (path.at[0] != '/' || path.len >= sizeof(upgrade->wish.path))
		return "the path of the program must be absolute";
	return NULL;
}

uint32_t
upgrade_ask(struct str path, bool rehearse_only, bool waits, const char **why)
{
	*why = what_is_wrong(path);
	if (*why != NULL) {
		if (!waits)
			LOG_AT(LEVEL_WARNING, STR("upgrade: refused: {reason}"),
			    str_from(*why));
		return 0;
	}
	if (path.len == 0)
		path = str_from(program_path()); /* fits, or it could not run */
	upgrade->running = true;
	upgrade->number =
	    upgrade->number == UINT32_MAX ? 1 : upgrade->number + 1;
	upgrade->wish = (struct upgrade_wish) { .rehearse_only = rehearse_only,
		.number = waits ? upgrade->number : 0 };
	memcpy(upgrade->wish.path, path.at, path.len);
	watch_no_wait();
	return upgrade->number;
}

void
upgrade_signal(void)
{
	const char *why;

	(void)upgrade_ask(STR(""), false, false, &why); /* the log says why */
}

void
upgrade_cancel(void)
{
	if (!upgrade->running)
		return;
	upgrade->wish.cancelled = true;
	watch_no_wait();
}

const struct upgrade_wish *
upgrade_now(void)
{
	return upgrade->running ? &upgrade->wish : NULL;
}

void
upgrade_finish(bool good, struct str text)
{
	const size_t most = sizeof(upgrade->text) - 1;
	const size_t len = text.len < most ? text.len : most;

	upgrade->running = false;
	upgrade->good = good;
	memcpy(upgrade->text, text.at, len);
	upgrade->text[len] = '\0';
	watch_no_wait();
}

bool
upgrade_answer(uint32_t number, bool *good, struct str *text)
{
	if (upgrade->running && number == upgrade->number)
		return false;
	*good = number == upgrade->number && upgrade->good;
	*text = number == upgrade->number ?
	    str_from(upgrade->text) :
	    STR("the result is no longer known");
	return true;
}

static const struct field saved[] = {
	FIELD(TEXT, struct upgrade, wish.path),
	FIELD(BOOL, struct upgrade, running),
};

static void
upgrade_save(struct state *state)
{
	fields_put(state, FIELDS(saved), upgrade);
}

static void
upgrade_load(struct state *state)
{
	while (state_next(state))
		fields_get(state, FIELDS(saved), upgrade);
}

MODULE(upgrade) = { TABLES(TABLE(upgrade, 1)), SECTION("upgrade", upgrade) };
