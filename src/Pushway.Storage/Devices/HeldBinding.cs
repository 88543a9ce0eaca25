using Pushway.Core.Bindings;

namespace Pushway.Storage.Devices;

/// <summary>A device's binding row, locked until the transaction ends.</summary>
internal readonly record struct HeldBinding(DeviceBinding Binding, long ChangedTs);
