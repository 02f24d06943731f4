/*
 * Three tasks of image-pipeline.asl.json, for images in the plain formats of Netpbm: P3 (PPM,
 * in colour) and P2 (PGM, in grey), which are numbers written as text. A bucket is a folder.
 */
#include <asl/task.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_MAX = 256 };

struct image {
    const char *format; /* "PPM", "PGM", or "unknown" with nothing below */
    int width, height;
    unsigned char (*pixels)[3]; /* [width * height] red, green, blue; owned */
};

struct json_object *extract_metadata(struct json_object *input, struct asl_call *call);
struct json_object *make_thumbnail(struct json_object *input, struct asl_call *call);
struct json_object *find_labels(struct json_object *input, struct asl_call *call);

static struct json_object *member(struct json_object *object, const char *name)
{
    struct json_object *value = NULL;
    json_object_object_get_ex(object, name, &value);
    return value;
}

/* ---- Reading ---- */

static int scaled(int sample, int most)
{
    return sample * 255 / most;
}

static bool read_pixels(FILE *file, struct image *image, int most)
{
    bool colour = strcmp(image->format, "PPM") == 0;
    for (int i = 0; i < image->width * image->height; i++) {
        int sample[3] = { 0, 0, 0 };
        int wanted = colour ? 3 : 1;
        for (int c = 0; c < wanted; c++) {
            if (fscanf(file, "%d", &sample[c]) != 1 || sample[c] < 0 || sample[c] > most) {
                return false;
            }
        }
        for (int c = 0; c < 3; c++) {
            image->pixels[i][c] = (unsigned char)scaled(sample[colour ? c : 0], most);
        }
    }
    return true;
}

static bool read_image(FILE *file, struct image *image)
{
    char magic[3] = "";
    int most = 0;
    image->format = "unknown";
    if (fscanf(file, "%2s", magic) != 1 ||
        (strcmp(magic, "P2") != 0 && strcmp(magic, "P3") != 0)) {
        return true;
    }
    image->format = magic[1] == '3' ? "PPM" : "PGM";
    if (fscanf(file, "%d %d %d", &image->width, &image->height, &most) != 3 || most < 1 ||
        most > 65535 || image->width < 1 || image->width > SIDE_MAX || image->height < 1 ||
        image->height > SIDE_MAX) {
        return false;
    }
    image->pixels = calloc((size_t)(image->width * image->height), sizeof *image->pixels);
    return image->pixels != NULL && read_pixels(file, image, most);
}

/* The image that a task's input names. False: the call has failed, and nothing is owned. */
static bool open_image(struct json_object *input, struct asl_call *call, struct image *image)
{
    char path[512], cause[600];
    const char *bucket = json_object_get_string(member(input, "bucket"));
    const char *key = json_object_get_string(member(input, "key"));
    snprintf(path, sizeof path, "%s/%s", bucket == NULL ? "" : bucket, key == NULL ? "" : key);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        snprintf(cause, sizeof cause, "There is no image %s.", path);
        asl_call_fail(call, "Image.Missing", cause);
        return false;
    }
    bool read = read_image(file, image);
    fclose(file);
    if (!read) {
        free(image->pixels);
        snprintf(cause, sizeof cause, "The image %s is damaged or too large.", path);
        asl_call_fail(call, "Image.Damaged", cause);
    }
    return read;
}

/* ---- The tasks ---- */

struct json_object *extract_metadata(struct json_object *input, struct asl_call *call)
{
    struct image image = { 0 };
    if (!open_image(input, call, &image)) {
        return NULL;
    }
    struct json_object *result = json_object_new_object();
    json_object_object_add(result, "format", json_object_new_string(image.format));
    json_object_object_add(result, "width", json_object_new_int(image.width));
    json_object_object_add(result, "height", json_object_new_int(image.height));
    free(image.pixels);
    return result;
}

/* The middle colour of the part from (left, top) to before (right, bottom). */
static void average(const struct image *image, int left, int top, int right, int bottom,
                    int ret_colour[3])
{
    long sum[3] = { 0, 0, 0 };
    for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
            for (int c = 0; c < 3; c++) {
                sum[c] += image->pixels[y * image->width + x][c];
            }
        }
    }
    long count = (long)(right - left) * (bottom - top);
    for (int c = 0; c < 3; c++) {
        ret_colour[c] = (int)(sum[c] / count);
    }
}

/* A row of the thumbnail: its colours as hexadecimal digits. */
static struct json_object *thumbnail_row(const struct image *image, int width, int top,
                                         int bottom)
{
    struct json_object *row = json_object_new_array();
    for (int x = 0; x < width; x++) {
        char text[8];
        int colour[3];
        average(image, x * image->width / width, top, (x + 1) * image->width / width, bottom,
                colour);
        snprintf(text, sizeof text, "#%02x%02x%02x", (unsigned char)colour[0],
                 (unsigned char)colour[1], (unsigned char)colour[2]);
        json_object_array_add(row, json_object_new_string(text));
    }
    return row;
}

static int at_most(struct json_object *wanted, int most)
{
    int number = json_object_get_int(wanted);
    return number < 1 ? 1 : number > most ? most : number;
}

struct json_object *make_thumbnail(struct json_object *input, struct asl_call *call)
{
    struct image image = { 0 };
    if (!open_image(input, call, &image)) {
        return NULL;
    }
    int width = at_most(member(input, "width"), image.width);
    int height = at_most(member(input, "height"), image.height);
    struct json_object *rows = json_object_new_array();
    for (int y = 0; y < height; y++) {
        json_object_array_add(rows, thumbnail_row(&image, width, y * image.height / height,
                                                  (y + 1) * image.height / height));
    }
    free(image.pixels);
    return rows;
}

struct json_object *find_labels(struct json_object *input, struct asl_call *call)
{
    static const char *const names[] = { "red", "green", "blue" };
    struct image image = { 0 };
    int colour[3];
    if (!open_image(input, call, &image)) {
        return NULL;
    }
    average(&image, 0, 0, image.width, image.height, colour);
    struct json_object *labels = json_object_new_array();
    int brightness = (colour[0] + colour[1] + colour[2]) / 3;
    json_object_array_add(labels, json_object_new_string(brightness < 128 ? "dark" : "bright"));
    const char *shape = image.width > image.height   ? "landscape"
                        : image.width < image.height ? "portrait"
                                                     : "square";
    json_object_array_add(labels, json_object_new_string(shape));
    for (int c = 0; c < 3; c++) {
        if (colour[c] > brightness + 16) {
            json_object_array_add(labels, json_object_new_string(names[c]));
        }
    }
    free(image.pixels);
    return labels;
}
