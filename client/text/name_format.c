/* The format of names: see name_format.h. */
#include "text/name_format.h"

#include <stdint.h>
#include <string.h>

#include "shared/buf.h"
#include "text/harmless.h"
#include "text/width.h"

#define WRONG_FORM "must have %n once and no other %, such as <%n>"
#define WRONG_WIDTH "must be a number from 0 to 32; 0: not aligned"

static struct {
	char after[NAME_FORMAT_MOST + 1]; /* with the space */
	size_t after_len; /* 0: the default, not yet set */
	char before[NAME_FORMAT_MOST];
	size_t before_len;
	size_t width;
} names;

/* Returns the place of the only "%", which begins "%n"; null if it is not so.
 */
static const char *
find_name(const char *format)
{
	const char *mark = strchr(format, '%');

	return mark != NULL && mark[1] == 'n' && strchr(mark + 1, '%') == NULL ?
	    mark :
	    NULL;
}

const char *
name_format_set(const char *format)
{
	const char *mark = find_name(format);
	const struct str whole = str_from(format);

	if (whole.len > NAME_FORMAT_MOST)
		return "must be at most 32 bytes";
	if (mark == NULL)
		return WRONG_FORM;
	if (!harmless_is(whole))
		return "must be printable";
	const struct str after = str_from(mark + 2);
	names.before_len = (size_t)(mark - format);
	memcpy(names.before, format, names.before_len);
	memcpy(names.after, after.at, after.len);
	names.after[after.len] = ' ';
	names.after_len = after.len + 1;
	return NULL;
}

const char *
name_format_set_width(const char *columns)
{
	uint64_t number;

	if (!str_to_number(str_from(columns), NAME_WIDTH_MOST, &number))
		return WRONG_WIDTH;
	names.width = (size_t)number;
	return NULL;
}

static void
begin(void)
{
	if (names.after_len == 0)
		(void)name_format_set(NAME_FORMAT); /* it is valid */
}

bool
name_format_is_default(void)
{
	begin();
	return names.before_len == 0 && str_eq(name_format_after(), STR(": "));
}

struct str
name_format_before(void)
{
	begin();
	return (struct str) { names.before, names.before_len };
}

struct str
name_format_after(void)
{
	begin();
	return (struct str) { names.after, names.after_len };
}

size_t
name_format_width(void)
{
	return names.width;
}

size_t
name_format_columns(void)
{
	return names.width + width_of(name_format_before()) +
	    width_of(name_format_after());
}
