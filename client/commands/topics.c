/* The pages of help: see topics.h. */
#include "commands/topics.h"

#include <stddef.h>

const char *
topics_at(size_t i)
{
	static const char *const topics[] = { "commands", "keys", "more",
		"verbs" };

	return i < COUNT(topics) ? topics[i] : NULL;
}

bool
topics_has(struct str word)
{
	const char *topic;

	for (size_t i = 0; (topic = topics_at(i)) != NULL; i++)
		if (str_eq(str_from(topic), word))
			return true;
	return false;
}
