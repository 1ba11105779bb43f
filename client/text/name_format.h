/* How the window shows a name before a message: the configured format. */
#ifndef CLIENT_TEXT_NAME_FORMAT_H
#define CLIENT_TEXT_NAME_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "shared/str.h"

/* The default format. Views keep their lines in it. */
#define NAME_FORMAT "%n:"

/* The most bytes of a format, and the most columns of names. */
#define NAME_FORMAT_MOST 32
#define NAME_WIDTH_MOST 32

/*
 * Sets the format, in which "%n" stands for the name. Returns null, or what is
 * wrong; the format is then unchanged.
 */
const char *name_format_set(const char *format);

/*
 * Sets the columns in which names are right-aligned, in decimal digits; 0: they
 * are not. Returns null, or what is wrong; they are then unchanged.
 */
const char *name_format_set_width(const char *columns);

/* Returns whether the format is the default, in which views keep names. */
bool name_format_is_default(void);

/*
 * Return what comes before the name, and after it with the space that ends it.
 * Valid until the next name_format_set.
 */
struct str name_format_before(void);
struct str name_format_after(void);

/* Returns the columns in which names are right-aligned, or 0. */
size_t name_format_width(void);

/*
 * Returns the columns of a name with what is around it, if names are aligned:
 * there the text begins.
 */
size_t name_format_columns(void);

#endif
