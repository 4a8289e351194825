#include <lgt/tensor.h>

size_t
lgt_type_size (enum lgt_type type)
{
  return type == LGT_F64 ? 8 : 4;
}

const char *
lgt_type_name (enum lgt_type type)
{
  static const char *const name[] = { "float32", "float64", "uint32" };

  return name[type];
}

struct lgt_view
lgt_view_dense (void *data, enum lgt_type type, struct lgt_shape shape,
                const struct lgt_sites *sites)
{
  struct lgt_view view;

  view.data = data;
  view.type = type;
  view.shape = shape;
  view.site_stride = (int64_t) shape.comps * shape.lanes;
  view.pack_stride = view.site_stride * shape.sites;
  view.sites = sites;
  return view;
}

struct lgt_view
lgt_view_comps (struct lgt_view view, int first, int n)
{
  if (view.data)
    view.data = (char *) view.data + (size_t) first * (size_t) view.shape.lanes
                                     * lgt_type_size (view.type);
  view.shape.comps = n;
  return view;
}

struct lgt_view
lgt_view_packs (struct lgt_view view, int first, int n)
{
  if (view.data)
    view.data = (char *) view.data + (int64_t) first * view.pack_stride
                                     * (int64_t) lgt_type_size (view.type);
  view.shape.packs = n;
  return view;
}

int64_t
lgt_shape_count (struct lgt_shape shape)
{
  return (int64_t) shape.packs * shape.sites * shape.comps * shape.lanes;
}

size_t
lgt_shape_bytes (enum lgt_type type, struct lgt_shape shape)
{
  size_t bytes = (size_t) lgt_shape_count (shape) * lgt_type_size (type);

  return (bytes + 63) / 64 * 64;
}

int
lgt_shape_equal (struct lgt_shape a, struct lgt_shape b)
{
  return a.packs == b.packs && a.sites == b.sites && a.comps == b.comps
         && a.lanes == b.lanes;
}

int
lgt_packs_for (int64_t count, int lanes)
{
  return (int) ((count + lanes - 1) / lanes);
}
