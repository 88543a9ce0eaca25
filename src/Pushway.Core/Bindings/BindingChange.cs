using Pushway.Core.Devices;

namespace Pushway.Core.Bindings;

/// <summary>What a bind or unbind did: the binding now, whether the request applied (false: it was older than the last change, or nothing had to change),
/// and the device that lost its binding because the user had too many.</summary>
public readonly record struct BindingChange(DeviceBinding Binding, bool Applied, DeviceId? Evicted);
