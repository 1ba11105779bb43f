/* The kill ring: see kill.h. */
#include "edit/kill.h"

#include <stdlib.h>

#include "shared/crypto/secret.h"

/* Returns the slot of the text that was killed ago texts before the newest. */
static size_t
slot(const struct kill *kill, size_t ago)
{
	return (kill->last + KILL_TEXTS - ago) % KILL_TEXTS;
}

/*
 * Replaces the text in the slot and wipes the old one, which may have been a
 * secret.
 */
static void
kill_put(struct kill *kill, size_t i, char *text, size_t len)
{
	if (kill->text[i] != NULL)
		secret_wipe(kill->text[i], kill->len[i]);
	free(kill->text[i]);
	kill->text[i] = text;
	kill->len[i] = len;
}

/* Returns both texts as one, malloc'd; null without memory. */
static char *
joined(struct str a, struct str b)
{
	char *text = malloc(a.len + b.len + 1);

	if (text == NULL)
		return NULL;
	if (a.len > 0)
		memcpy(text, a.at, a.len);
	if (b.len > 0)
		memcpy(text + a.len, b.at, b.len);
	return text;
}

/* Makes room for a new text, in place of the oldest if necessary. */
static void
open_slot(struct kill *kill)
{
	kill->last = (kill->last + 1) % KILL_TEXTS;
	if (kill->count < KILL_TEXTS)
		kill->count++;
}

void
kill_add(struct kill *kill, struct str text, enum kill_side side)
{
	struct str old = STR("");

	kill->ago = 0;
	if (side != KILL_NEW)
		old = kill_get(kill);
	char *copy =
	    side == KILL_BEFORE ? joined(text, old) : joined(old, text);
	if (copy == NULL)
		return;
	if (side == KILL_NEW || kill->count == 0)
		open_slot(kill);
	kill_put(kill, kill->last, copy, old.len + text.len);
}

struct str
kill_get(const struct kill *kill)
{
	const size_t i = slot(kill, kill->ago);

	if (kill->count == 0)
		return STR("");
	return (struct str) { kill->text[i], kill->len[i] };
}

void
kill_turn(struct kill *kill)
{
	if (kill->count > 0)
		kill->ago = (kill->ago + 1) % kill->count;
}

void
kill_free(struct kill *kill)
{
	for (size_t i = 0; i < KILL_TEXTS; i++)
		kill_put(kill, i, NULL, 0);
	*kill = (struct kill) { 0 };
}
