/* The words that Tab chooses from: see chat_state.h and edit/complete.h. */
#include "commands/topics.h"
#include "commands/words.h"
#include "person/chat_state.h"
#include "session/settings.h"

/* Returns the first word of an entry of a list, in room. */
static struct str
entry_at(const char *key, size_t i, char room[COMPLETE_WORD])
{
	char memory[LIMIT_LINE];
	struct buf entry;

	buf_init(&entry, memory, sizeof(memory));
	if (!settings_entry(key, i, &entry))
		return STR("");
	struct str rest = buf_str(&entry);
	struct str word = str_word(&rest);
	if (word.len > COMPLETE_WORD)
		word.len = COMPLETE_WORD;
	memcpy(room, word.at, word.len);
	return (struct str) { room, word.len };
}

static struct str
value_at(struct str key, size_t i, char room[COMPLETE_WORD])
{
	static const char *const lists[] = { "alias", "ignore", "mute",
		"theme" };

	for (size_t n = 0; n < COUNT(lists); n++)
		if (str_eq(key, str_from(lists[n])))
			return entry_at(lists[n], i, room);
	if (key.len >= COMPLETE_WORD)
		return STR("");
	memcpy(room, key.at, key.len);
	room[key.len] = '\0';
	const char *word = settings_word(room, i);
	return str_from(word != NULL ? word : "");
}

struct choice
chat_choice(const struct chat *chat)
{
	const struct ui *ui = chat->console->ui;

	return (struct choice) { .people = &chat->people,
		.joined = &chat->session.joined,
		.me = session_name(&chat->session),
		.word = words_at,
		.key = settings_key,
		.value = value_at,
		.topic = topics_at,
		.crowd = ui->crowd != NULL ? ui->crowd(chat) :
					     (struct crowd) { 0 } };
}
