/*
 * net.h - a layout's boxes in their rows, with a spot in each row that an arrow passes, and one
 * for its label. Whatever is between two rows that follow each other is a link then.
 */
#ifndef LAYOUT_NET_H
#define LAYOUT_NET_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct layout;

#define NET_NONE ((size_t)-1)

struct net_spot {
    size_t row, place; /* `place` counts from the left, from 0 */
    int left, right;   /* how far it reaches from its `x` */
    int height;
    bool is_box;
    int x, y; /* found: the middle, and the upper end */
};

struct net_link {
    size_t upper, lower; /* spots */
    bool is_straight;    /* both are of one trunk */
    bool is_side;
    int upper_x, lower_x; /* found: where it meets them */
};

struct net_row {
    size_t *spots; /* [count], from left to right */
    size_t count;
    int y, height; /* found */
};

/* How an arrow runs: from its upper box by its label, if it has one, and a trunk's spots
 * between `first` and `last` to its lower box. */
struct net_course {
    size_t label;                  /* NET_NONE: there is none */
    size_t first, last;            /* spots that follow each other; NET_NONE: none */
    size_t upper_link, lower_link; /* that meet its boxes; of an arrow that has spots */
    bool is_turned;                /* the arrow leads up */
    bool is_around;                /* it has no spots: it is to go round the picture */
    bool is_loop;                  /* it leads from a box to itself: likewise */
};

/* The links of each spot: those of spot s are link[at[s]] .. link[at[s + 1] - 1]. */
struct net_fan {
    size_t *at, *link;
};

struct net {
    struct arena *arena;
    struct net_spot *spots; /* first those of the boxes, in their order */
    size_t spot_count;
    struct net_link *links;
    size_t link_count;
    struct net_row *rows;
    size_t row_count;
    struct net_course *courses; /* of each arrow */
};

/* Which arrows to one box are led together. */
enum net_trunks { NET_ALL, NET_SIDES, NET_FEW };
enum { NET_TRUNKS = NET_FEW + 1 };

/* With NET_SIDES those of the main course have a trunk each, with NET_FEW the others as well.
 */
void net_make(struct net *n, const struct layout *l, enum net_trunks trunks, struct arena *a);

/* The links of each spot to the row above, or below, from left to right by `place`. In the
 * arena. */
struct net_fan net_fan_up(const struct net *n, struct arena *a);
struct net_fan net_fan_down(const struct net *n, struct arena *a);

#endif
