/* Keys that a person binds to commands, and shows: see chat_set.h. */
#include "person/chat_set.h"
#include "person/chat_state.h"
#include "session/bound/bindings.h"
#include "session/settings.h"
#include "session/settings_file.h"

/* A sentence about a key. */
struct sentence {
	struct buf text;
	char room[2 * LIMIT_LINE];
};

/* Composes "Alt-X runs /window 2". */
static void
compose(struct sentence *to, struct str entry)
{
	const struct str key = str_word(&entry);

	buf_init(&to->text, to->room, sizeof(to->room));
	(void)BUF_CAT(&to->text, key, STR(" runs "), entry); /* it fits */
}

/* Returns the entry of the key as the list has it; empty if it is not bound. */
static struct str
entry_of(struct str key)
{
	const unsigned code = bindings_code(key);
	struct str entry;

	for (size_t i = 0; (entry = bindings_at(i)).len > 0; i++) {
		struct str rest = entry;
		if (bindings_code(str_word(&rest)) == code)
			break;
	}
	return entry;
}

/* Shows that bound key, or all. */
static void
show(struct chat *chat, struct str key)
{
	struct sentence sentence;
	struct str entry;

	for (size_t i = 0; (entry = bindings_at(i)).len > 0; i++) {
		if (key.len > 0 && entry.at != entry_of(key).at)
			continue;
		compose(&sentence, entry);
		CHAT_REMARK(chat, buf_str(&sentence.text));
	}
	if (key.len == 0)
		CHAT_REMARK(chat,
		    STR("to bind a key, type /bind KEY /COMMAND; /help keys "
			"lists the other keys"));
	else if (entry_of(key).len == 0)
		CHAT_REMARK(chat, key, STR(" is not bound"));
}

static void
unbind(struct chat *chat, struct str key)
{
	char name[LIMIT_LINE];
	struct sentence sentence;
	struct error why;

	if (key.len >= sizeof(name) || entry_of(key).len == 0) {
		CHAT_TELL(
		    chat, REMARK_MISTAKE, key, STR(" is not bound; see /bind"));
		return;
	}
	memcpy(name, key.at, key.len);
	name[key.len] = '\0';
	(void)settings_drop("key", name); /* it is there */
	const bool kept = settings_forget("key", name, &why);
	buf_init(&sentence.text, sentence.room, sizeof(sentence.room));
	(void)BUF_CAT(&sentence.text, key, STR(" is no longer bound"));
	chat_set_tell(chat, buf_str(&sentence.text), kept, &why);
}

void
chat_bind(struct chat *chat, struct str rest)
{
	char entry[LIMIT_LINE];
	struct sentence sentence;
	struct error why;
	struct str command = rest;
	const struct str key = str_word(&command);

	command = str_strip(command);
	if (str_caseeq(key, STR("-delete"))) {
		unbind(chat, command);
		return;
	}
	if (str_eq(command, STR("-"))) {
		unbind(chat, key);
		return;
	}
	if (command.len == 0 && (key.len == 0 || bindings_code(key) != 0)) {
		show(chat, key);
		return;
	}
	if (rest.len >= sizeof(entry))
		rest.len = sizeof(entry) - 1;
	memcpy(entry, rest.at, rest.len);
	entry[rest.len] = '\0';
	if (!chat_set_now(chat, "key", entry))
		return;
	const bool kept = settings_keep("key", entry, &why);
	compose(&sentence, entry_of(key));
	chat_set_tell(chat, buf_str(&sentence.text), kept, &why);
}
