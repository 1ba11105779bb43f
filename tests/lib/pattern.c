/* Patterns for lines: see pattern.h. */
#include "pattern.h"

static struct str
behind(struct str s, size_t len)
{
	return (struct str) { s.at + len, s.len - len };
}

/* "*" takes as few bytes as let the rest match. */
static bool
star_matches(const char *rest, struct str line)
{
	for (size_t len = 1; len <= line.len && line.at[len - 1] != ' '; len++)
		if (pattern_matches(rest, behind(line, len)))
			return true;
	return false;
}

bool
pattern_matches(const char *pattern, struct str line)
{
	while (*pattern != '\0') {
		if (strcmp(pattern, "...") == 0)
			return true;
		if (*pattern == '*')
			return star_matches(pattern + 1, line);
		if (line.len == 0 || *line.at != *pattern)
			return false;
		pattern++;
		line = behind(line, 1);
	}
	return line.len == 0;
}
